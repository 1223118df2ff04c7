using System.Text.RegularExpressions;
using Factory.Domain;

namespace Factory.Providers.Http;

/// <summary>Removes keys from a server's message and makes it one short line, for errors, events and logs.</summary>
internal sealed partial class SecretTextScrubber(string? key)
{
    private const int MaxLength = 300;

    /// <summary>The message without keys, at most 300 characters.</summary>
    public string Scrub(string text)
    {
        // A shorter key would be replaced in the middle of words.
        if (key is { Length: >= 4 })
        {
            text = text.Replace(key, "[key]", StringComparison.Ordinal);
        }

        text = Whitespace().Replace(VisibleText.ToLine(KeyLike().Replace(text, "[key]")), " ").Trim();
        return VisibleText.Shorten(text, MaxLength);
    }

    // OpenAI echoes a wrong key with its middle starred out; the ends alone are more than a log should hold.
    [GeneratedRegex(@"\b((sk|csk|rk|pk)-[A-Za-z0-9_*\-]{4,}|AIza[A-Za-z0-9_\-]{8,})")]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
