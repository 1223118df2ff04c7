using System.Text;

namespace Factory.Protocols.Conversations;

/// <summary>The proof by which a provider knows its own thoughts again. It means something to its maker only.</summary>
/// <param name="Maker">Whose it is.</param>
/// <param name="Payload">Signature or encrypted thoughts; empty where the maker gave none.</param>
/// <param name="Redacted">Anthropic's thoughts that nobody may read.</param>
internal sealed record ReasoningSignature(Protocol Maker, string Payload, bool Redacted = false)
{
    // Twelve bytes, so that the mark looks the same in base64 whatever follows.
    private const string Mark = "factory.v01.";

    private static readonly string[] Makers = ["chat", "responses", "anthropic", "gemini", "ollama"];

    private static readonly string MarkInBase64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(Mark));

    /// <summary>What a client of <paramref name="client"/> gets in the place of a seal: its own kind as it is, a foreign one in our wrapping.</summary>
    public string For(Protocol client) => client == Maker && Payload.Length > 0
        ? Payload
        : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Mark}{Makers[(int)Maker]}{(Redacted ? "-redacted" : "")}.{Payload}"));

    /// <summary>Reads what a client sent in the place of a seal.</summary>
    public static ReasoningSignature Read(Protocol client, string? text, bool redacted = false)
    {
        if (text is null || !text.StartsWith(MarkInBase64, StringComparison.Ordinal))
        {
            return new ReasoningSignature(client, text ?? "", redacted);
        }

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return new ReasoningSignature(client, "");
        }

        var wrapped = Encoding.UTF8.GetString(bytes, 0, length)[Mark.Length..];
        var dot = wrapped.IndexOf('.', StringComparison.Ordinal);
        var maker = dot < 0 ? "" : wrapped[..dot];
        var index = Array.IndexOf(Makers, maker.Replace("-redacted", "", StringComparison.Ordinal));
        return index < 0 ? new ReasoningSignature(client, "") : new ReasoningSignature((Protocol)index, wrapped[(dot + 1)..], maker.EndsWith("-redacted", StringComparison.Ordinal));
    }
}
