using System.Text;

namespace Factory.Domain.Secrets;

/// <summary>
/// Overwrites secrets in a stream of bytes with asterisks, so that lengths stay as they are. It knows the listed forms: plain,
/// in JSON, in base64, in hexadecimal digits and in addresses. Mixed escapes need the whole text (<see cref="SecretRedactor"/>).
/// </summary>
public sealed class SecretMask
{
    private const byte Asterisk = (byte)'*';

    private readonly byte[][] _forms;

    /// <summary>Creates a mask.</summary>
    /// <param name="secrets">The values.</param>
    public SecretMask(IEnumerable<string> secrets) => _forms =
    [
        .. secrets
            .SelectMany(s => SecretForms.Of(s).Concat(SecretForms.InHex(s)).Concat(SecretForms.InHex(s).Select(h => h.ToUpperInvariant())))
            .Distinct()
            .OrderByDescending(form => form.Length)
            .Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Overwrites each secret that is complete.</summary>
    /// <param name="bytes">What was read so far.</param>
    /// <returns>How many bytes at the end could be the beginning of a secret, and must be read together with the next.</returns>
    public int Apply(Span<byte> bytes)
    {
        foreach (var form in _forms)
        {
            for (var at = bytes.IndexOf(form); at >= 0; at = bytes.IndexOf(form))
            {
                bytes.Slice(at, form.Length).Fill(Asterisk);
            }
        }

        var held = 0;
        foreach (var form in _forms)
        {
            held = Math.Max(held, OpenLength(bytes, form));
        }

        return held;
    }

    private static int OpenLength(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> form)
    {
        for (var length = Math.Min(form.Length - 1, bytes.Length); length > 0; length--)
        {
            if (bytes[^length..].SequenceEqual(form[..length]))
            {
                return length;
            }
        }

        return 0;
    }
}
