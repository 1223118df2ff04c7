namespace Factory.Protocols;

/// <summary>
/// Something cannot be translated, or does not follow its own API. The message names the field, the rule and the fix.
/// </summary>
/// <param name="field">The path of the field; empty for the body.</param>
/// <param name="reason">The rule and the fix; follows the field in the message.</param>
/// <param name="inner">What the parser reported; null for none.</param>
/// <remarks>
/// From <see cref="Translator.TranslateRequest"/> it is the client's mistake (400), from replies and streams the
/// provider's (502).
/// </remarks>
public sealed class TranslationException(
    string field,
    string reason,
    Exception? inner = null) : Exception($"{Named(field)}: {reason}", inner)
{
    /// <value>The path, like <c>messages[2].content[0].type</c>; <c>body</c> for the body itself.</value>
    public string Field { get; } = Named(field);

    /// <value>The message without the field.</value>
    public string Reason { get; } = reason;

    private static string Named(string field) => field.Length == 0 ? "body" : field;
}
