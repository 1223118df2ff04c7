using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Json;

namespace Factory.Domain.Secrets;

/// <summary>
/// Replaces secrets in texts before they are stored or shown, in the forms that programs give them: plain, in JSON, in
/// base64, in hexadecimal digits and in addresses, with any of its characters escaped. Safe for concurrent use.
/// </summary>
public sealed class SecretRedactor
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Placeholder = "[redacted]";

    /// <value>8 characters: shorter values are likely to occur in a text by chance, and are not replaced.</value>
    public const int MinLength = 8;

    private static readonly string[] SecretNameParts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL"];

    private readonly Lock _lock = new();
    private volatile FormTable _forms = new([], []);

    /// <summary>Creates a redactor.</summary>
    /// <param name="secrets">The values to replace. Those shorter than 8 characters are ignored.</param>
    public SecretRedactor(IEnumerable<string> secrets) => Add(secrets);

    /// <summary>
    /// Creates a redactor for the environment variables whose names indicate a secret, such as <c>OPENAI_API_KEY</c> or
    /// <c>GITHUB_TOKEN</c>.
    /// </summary>
    /// <param name="environment">Names and values.</param>
    /// <param name="keyVariables">Further names, whatever they indicate: the variables from which providers take their
    /// keys.</param>
    public static SecretRedactor FromEnvironment(IDictionary environment, params IEnumerable<string?> keyVariables)
    {
        var redactor = new SecretRedactor(environment.Keys.Cast<string>()
            .Where(name => SecretNameParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            .Select(name => ValueOf(environment, name)));
        redactor.AddVariables(environment, keyVariables);
        return redactor;
    }

    /// <summary>Adds values to replace. Those shorter than 8 characters are ignored.</summary>
    public void Add(IEnumerable<string> secrets)
    {
        var added = secrets.Select(secret => secret.Trim()).Where(secret => secret.Length >= MinLength).ToList();
        var forms = added.SelectMany(SecretForms.Of).ToList();
        lock (_lock)
        {
            // The longest first, because a secret can contain another one.
            _forms = new FormTable(
                [.. _forms.Secrets.Concat(added).Distinct()],
                [.. _forms.Forms.Concat(forms).Distinct().OrderByDescending(form => form.Length)]);
        }
    }

    /// <summary>Adds the values of variables, such as those of providers that a reload of the configuration brought.</summary>
    /// <param name="environment">Names and values.</param>
    /// <param name="keyVariables">The names; null and unknown ones are ignored.</param>
    public void AddVariables(IDictionary environment, IEnumerable<string?> keyVariables) =>
        Add(keyVariables.OfType<string>().Select(name => ValueOf(environment, name)));

    /// <summary>Returns the text without secrets.</summary>
    public string Redact(string text)
    {
        var forms = _forms;
        if (text.AsSpan().ContainsAny(forms.Search))
        {
            foreach (var form in forms.Forms)
            {
                text = text.Replace(form, Placeholder, StringComparison.Ordinal);
            }
        }

        if (text.AsSpan().ContainsAny(forms.SearchHex))
        {
            foreach (var form in forms.Hex)
            {
                text = text.Replace(form, Placeholder, StringComparison.OrdinalIgnoreCase);
            }
        }

        return ReplaceRanges(text, EscapedText.Find(text, forms.Bytes));
    }

    /// <summary>Returns whether the text contains a secret in one of the forms that <see cref="Redact(string)"/> replaces.</summary>
    public bool IsIn(string text) => !ReferenceEquals(Redact(text), text);

    /// <summary>Returns a value without secrets in any of its texts.</summary>
    /// <typeparam name="T">A type that is serialized as JSON.</typeparam>
    public T Redact<T>(T value)
        where T : class
    {
        var json = JsonSerializer.Serialize(value, FactoryJson.Options);
        var redacted = Redact(json);
        return redacted == json ? value : JsonSerializer.Deserialize<T>(redacted, FactoryJson.Options)!;
    }

    private static string ValueOf(IDictionary environment, string name) => (string?)environment[name] ?? "";

    private static string ReplaceRanges(string text, IReadOnlyList<Range> ranges)
    {
        if (ranges.Count == 0)
        {
            return text;
        }

        var (result, kept) = (new StringBuilder(text.Length), 0);
        foreach (var range in ranges.OrderBy(range => range.Start.Value).ThenByDescending(range => range.End.Value))
        {
            // Secrets can overlap: what a replaced range has in common with the next is gone already.
            if (range.Start.Value >= kept)
            {
                result.Append(text, kept, range.Start.Value - kept).Append(Placeholder);
            }

            kept = Math.Max(kept, range.End.Value);
        }

        return result.Append(text, kept, text.Length - kept).ToString();
    }

    /// <summary>The forms of all secrets, and the searches that tell at once that a text contains none.</summary>
    private sealed class FormTable
    {
        public FormTable(string[] secrets, string[] forms)
        {
            (Secrets, Forms) = (secrets, forms);
            Hex = [.. secrets.SelectMany(SecretForms.InHex).OrderByDescending(form => form.Length)];
            Bytes = [.. secrets.Select(Encoding.UTF8.GetBytes)];
            Search = SearchValues.Create(forms, StringComparison.Ordinal);
            SearchHex = SearchValues.Create(Hex, StringComparison.OrdinalIgnoreCase);
        }

        public string[] Secrets { get; }

        public string[] Forms { get; }

        public string[] Hex { get; }

        public byte[][] Bytes { get; }

        public SearchValues<string> Search { get; }

        public SearchValues<string> SearchHex { get; }
    }
}
