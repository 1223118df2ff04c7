using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>The proof by which a provider knows its own thoughts again. It means something to its maker only.</summary>
/// <param name="Issuer">Whose it is.</param>
/// <param name="Payload">Signature or encrypted thoughts; empty where the maker gave none.</param>
/// <param name="IsRedacted">Anthropic's thoughts that nobody may read.</param>
internal sealed record ReasoningSignature(ModelApi Issuer, string Payload, bool IsRedacted = false)
{
    // Twelve bytes, so that the mark looks the same in base64 whatever follows.
    private const string WrapperPrefix = "factory.v01.";

    private static readonly string[] IssuerNames = ["chat", "responses", "anthropic", "gemini", "ollama"];

    private static readonly string WrapperPrefixBase64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(WrapperPrefix));

    /// <summary>What a client of <paramref name="client"/> gets in the place of a seal: its own kind as it is, a foreign one in our wrapping.</summary>
    public string WrapFor(ModelApi client) => client == Issuer && Payload.Length > 0
        ? Payload
        : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{WrapperPrefix}{IssuerNames[(int)Issuer]}{(IsRedacted ? "-redacted" : "")}.{Payload}"));

    /// <summary>Reads what a client sent in the place of a seal.</summary>
    public static ReasoningSignature Unwrap(ModelApi client, string? text, bool redacted = false)
    {
        if (text is null || !text.StartsWith(WrapperPrefixBase64, StringComparison.Ordinal))
        {
            return new ReasoningSignature(client, text ?? "", redacted);
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return new ReasoningSignature(client, "");
        }

        var wrapped = Encoding.UTF8.GetString(bytes, 0, length)[WrapperPrefix.Length..];
        var dot = wrapped.IndexOf('.', StringComparison.Ordinal);
        var maker = dot < 0 ? "" : wrapped[..dot];
        var index = Array.IndexOf(IssuerNames, maker.Replace("-redacted", "", StringComparison.Ordinal));
        return index < 0 ? new ReasoningSignature(client, "") : new ReasoningSignature((ModelApi)index, wrapped[(dot + 1)..], maker.EndsWith("-redacted", StringComparison.Ordinal));
    }
}
