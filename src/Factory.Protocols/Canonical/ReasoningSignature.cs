using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>The proof by which a provider knows its own thoughts again. It means something to its maker only.</summary>
/// <param name="Issuer">Whose it is.</param>
/// <param name="Payload">Signature or encrypted thoughts; empty where the maker gave none.</param>
/// <param name="IsRedacted">Anthropic's thoughts that nobody may read.</param>
internal sealed record ReasoningSignature(ModelApi Issuer, string Payload, bool IsRedacted = false)
{
    // Nine bytes, and twelve with the version: multiples of three, so that both look the same in base64 whatever follows.
    private const string WrapperMark = "factory.v";
    private const string WrapperPrefix = WrapperMark + "02.";
    private const string RedactedSuffix = "-redacted";

    private static readonly string WrapperMarkBase64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(WrapperMark));

    /// <summary>What a client of <paramref name="client"/> gets in the place of a seal: its own kind as it is, a foreign one in our wrapping.</summary>
    public string WrapFor(ModelApi client) => client == Issuer && Payload.Length > 0
        ? Payload
        : Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{WrapperPrefix}{ModelApis.ToName(Issuer)}{(IsRedacted ? RedactedSuffix : "")}.{Payload}"));

    /// <summary>Reads what a client sent in the place of a seal.</summary>
    public static ReasoningSignature Unwrap(ModelApi client, string? text, bool redacted = false)
    {
        if (text is null || !text.StartsWith(WrapperMarkBase64, StringComparison.Ordinal))
        {
            return new ReasoningSignature(client, text ?? "", redacted);
        }

        // A wrapper of another version cannot be read, and the vendor would reject it as a signature of its own: the reasoning is left out.
        var bytes = new byte[text.Length];
        var wrapped = Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        if (!wrapped.StartsWith(WrapperPrefix, StringComparison.Ordinal)
            || wrapped.IndexOf('.', WrapperPrefix.Length) is not (> 0 and var dot))
        {
            return new ReasoningSignature(client, "");
        }

        var issuer = wrapped[WrapperPrefix.Length..dot];
        var isRedacted = issuer.EndsWith(RedactedSuffix, StringComparison.Ordinal);
        return ModelApis.TryParse(isRedacted ? issuer[..^RedactedSuffix.Length] : issuer, out var api)
            ? new ReasoningSignature(api, wrapped[(dot + 1)..], isRedacted)
            : new ReasoningSignature(client, "");
    }
}
