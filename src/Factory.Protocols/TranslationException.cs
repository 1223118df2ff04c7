namespace Factory.Protocols;

/// <summary>Something cannot be carried into the other protocol, or is not in the form of its own. The message names the field, the rule and the fix.</summary>
/// <remarks>From <see cref="Translator.TranslateRequest"/> it is the client's mistake (400), from replies and streams the provider's (502).</remarks>
public sealed class TranslationException(string field, string reason, Exception? inner = null) : Exception($"{Named(field)}: {reason}", inner)
{
    /// <value>Where it stands, like <c>messages[2].content[0].type</c>; <c>body</c> for the whole.</value>
    public string Field { get; } = Named(field);

    /// <value>The message without the field.</value>
    public string Reason { get; } = reason;

    private static string Named(string field) => field.Length == 0 ? "body" : field;
}
