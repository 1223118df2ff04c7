using System.Collections;
using System.Text.Json;
using Factory.Contracts.Json;

namespace Factory.Agents.Transcripts;

/// <summary>Replaces secrets in texts before they are stored or shown.</summary>
public sealed class SecretRedactor
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Placeholder = "[redacted]";

    // Shorter values are likely to occur in a text by chance.
    private const int MinLength = 8;

    private static readonly string[] SecretNameParts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL"];

    private readonly string[] _secrets;

    /// <summary>Creates a redactor.</summary>
    /// <param name="secrets">The values to replace. Those shorter than 8 characters are ignored.</param>
    public SecretRedactor(IEnumerable<string> secrets)
    {
        // In their JSON forms too, since the arguments of tools are JSON. The longest first, because a secret can
        // contain another one.
        _secrets =
        [
            .. secrets
                .Select(s => s.Trim())
                .Where(s => s.Length >= MinLength)
                .SelectMany(s => new[]
                {
                    s,
                    JsonEncodedText.Encode(s).Value,
                    JsonEncodedText.Encode(s, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
                })
                .Distinct()
                .OrderByDescending(s => s.Length),
        ];
    }

    /// <summary>
    /// Creates a redactor for the environment variables whose names indicate a secret, such as <c>OPENAI_API_KEY</c> or
    /// <c>GITHUB_TOKEN</c>.
    /// </summary>
    /// <param name="environment">Names and values.</param>
    /// <param name="keyVariables">Further names, whatever they indicate: the variables from which providers take their
    /// keys.</param>
    public static SecretRedactor FromEnvironment(IDictionary environment, params IEnumerable<string?> keyVariables) => new(environment
        .Keys
        .Cast<string>()
        .Where(name => keyVariables.Contains(name)
            || SecretNameParts.Any(t => name.Contains(t, StringComparison.OrdinalIgnoreCase)))
        .Select(name => (string?)environment[name] ?? ""));

    /// <summary>Returns the text without secrets.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Placeholder, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Returns a value without secrets in any of its texts.</summary>
    /// <typeparam name="T">A type that is serialized as JSON.</typeparam>
    public T Redact<T>(T value)
        where T : class
    {
        var json = JsonSerializer.Serialize(value, FactoryJson.Options);
        var redacted = Redact(json);
        return redacted == json ? value : JsonSerializer.Deserialize<T>(redacted, FactoryJson.Options)!;
    }
}
