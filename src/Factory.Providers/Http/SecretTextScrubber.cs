using System.Text.RegularExpressions;

namespace Factory.Providers.Http;

/// <summary>Takes keys out of what a server says, and makes it one short line: it ends in errors, events and logs.</summary>
internal sealed partial class SecretTextScrubber(string? key)
{
    private const int MaxLength = 300;

    public string Scrub(string text)
    {
        if (key is { Length: >= 4 })
        {
            text = text.Replace(key, "[key]", StringComparison.Ordinal);
        }

        text = Whitespace().Replace(KeyLike().Replace(text, "[key]"), " ").Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }

    // OpenAI echoes a wrong key with its middle starred out; that is still more than a log should hold.
    [GeneratedRegex(@"\b((sk|csk|rk|pk)-[A-Za-z0-9_*\-]{4,}|AIza[A-Za-z0-9_\-]{8,})")]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Whitespace();
}
