using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Factory.Domain.Secrets;

/// <summary>The texts in which a secret can appear.</summary>
internal static class SecretForms
{
    // base64(1) and MIME break lines at 76 characters, PEM at 64.
    private static readonly int[] LineLengths = [64, 76];

    // A shorter rest of a broken line could occur by chance.
    private const int MinRestLength = 12;

    /// <summary>Returns the secret and its encoded forms, each also as it stands in JSON.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        string[] encoded =
        [
            secret,
            .. InAddress(secret),
            .. Enumerable.Range(0, 3).Select(offset => InBase64(bytes, offset)).SelectMany(BothAlphabets),
            .. LineLengths.SelectMany(length => Lines(InBase64(bytes, 0), length)),
        ];
        return encoded.SelectMany(form => (string[])
        [
            form, JsonEncodedText.Encode(form).Value, JsonEncodedText.Encode(form, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
        ]).Distinct();
    }

    /// <summary>Returns the secret in hexadecimal digits, which can be of either case, as programs group them.</summary>
    public static IEnumerable<string> InHex(string secret)
    {
        var digits = Encoding.UTF8.GetBytes(secret).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)).ToList();
        return ((string[])["", ":", "-", " "]).Select(separator => string.Join(separator, digits));
    }

    private static IEnumerable<string> InAddress(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        var form = escaped.Replace("%20", "+", StringComparison.Ordinal);
        return [escaped, LowerEscapes(escaped), form, LowerEscapes(form)];
    }

    // %2F and %2f are the same.
    private static string LowerEscapes(string text)
    {
        var lower = new StringBuilder(text);
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 3))
        {
            lower[at + 1] = char.ToLowerInvariant(text[at + 1]);
            lower[at + 2] = char.ToLowerInvariant(text[at + 2]);
        }

        return lower.ToString();
    }

    // Three bytes become four characters, so what a secret looks like within a longer text ("user:secret") depends on
    // the bytes before it modulo three. Only the characters that depend on nothing else than the secret are returned.
    private static string InBase64(byte[] secret, int offset)
    {
        var text = Convert.ToBase64String([.. new byte[offset], .. secret]);
        return text[((offset * 4 + 2) / 3)..((offset + secret.Length) * 4 / 3)];
    }

    private static IEnumerable<string> BothAlphabets(string base64) =>
        [base64, base64.Replace('+', '-').Replace('/', '_')];

    private static IEnumerable<string> Lines(string base64, int length) => base64.Length <= length
        ? []
        : base64.Chunk(length).Select(line => new string(line)).Where(line => line.Length >= MinRestLength);
}
