using System.Collections;
using System.Text.Json;

namespace Factory.Agents.Transcripts;

/// <summary>Takes secrets out of texts before they are kept or shown.</summary>
public sealed class SecretRedactor
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Placeholder = "[redacted]";

    // Shorter values are words that a text may hold by chance.
    private const int MinLength = 8;

    private static readonly string[] SecretNameParts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL"];

    private readonly string[] _secrets;

    /// <summary>Redacts these values; those shorter than 8 characters are left alone.</summary>
    public SecretRedactor(IEnumerable<string> secrets)
    {
        // Also as JSON writes them, since arguments of tools are JSON. Longest first: a secret may hold another one.
        _secrets = [.. secrets
            .Select(s => s.Trim())
            .Where(s => s.Length >= MinLength)
            .SelectMany(s => new[] { s, JsonEncodedText.Encode(s).Value, JsonEncodedText.Encode(s, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value })
            .Distinct()
            .OrderByDescending(s => s.Length)];
    }

    /// <summary>Redacts the values of environment variables whose names say that they are secret: <c>OPENAI_API_KEY</c>, <c>GITHUB_TOKEN</c>, ….</summary>
    public static SecretRedactor FromEnvironment(IDictionary environment) => new(environment
        .Keys
        .Cast<string>()
        .Where(name => SecretNameParts.Any(t => name.Contains(t, StringComparison.OrdinalIgnoreCase)))
        .Select(name => (string?)environment[name] ?? ""));

    /// <summary>The text without secrets.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Placeholder, StringComparison.Ordinal);
        }

        return text;
    }
}
