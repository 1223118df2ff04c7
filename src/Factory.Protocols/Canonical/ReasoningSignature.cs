using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>
/// The signature or ciphertext with which a vendor verifies that reasoning in a history is its own. It is of use to its
/// issuer only.
/// </summary>
/// <param name="Issuer">The API of the provider that issued it.</param>
/// <param name="Payload">The signature or ciphertext; empty where the provider gave none. For chat, the name of the
/// field with the reasoning.</param>
/// <param name="IsRedacted">Whether it is Anthropic's redacted reasoning, which has no visible text.</param>
internal sealed record ReasoningSignature(ModelApi Issuer, string Payload, bool IsRedacted = false)
{
    // Nine bytes, and twelve with the version: multiples of three, so that both look the same in base64 whatever
    // follows.
    private const string WrapperMark = "factory.v";
    private const string WrapperPrefix = WrapperMark + "02.";
    private const string RedactedSuffix = "-redacted";

    private static readonly string WrapperMarkBase64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(WrapperMark));

    /// <summary>The signature for a client: of its own API as it is, of another one wrapped.</summary>
    /// <param name="client">The client's API.</param>
    public string WrapFor(ModelApi client) => client == Issuer && Payload.Length > 0
        ? Payload

        // Base64, because that is what clients expect of the field, and some validate it. Clients send it back unread:
        // so the issuer gets its own signature again although the gateway keeps no state between two requests.
        : Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{WrapperPrefix}{ModelApis.ToName(Issuer)}{(IsRedacted ? RedactedSuffix : "")}.{Payload}"));

    /// <summary>Reads the signature that a client sends back.</summary>
    /// <param name="client">The client's API, which is the issuer of a signature that is not wrapped.</param>
    /// <param name="text">The signature; null counts as an empty one.</param>
    /// <param name="redacted">Whether it is in the block for redacted reasoning.</param>
    public static ReasoningSignature Unwrap(ModelApi client, string? text, bool redacted = false)
    {
        if (text is null || !text.StartsWith(WrapperMarkBase64, StringComparison.Ordinal))
        {
            return new ReasoningSignature(client, text ?? "", redacted);
        }

        // A wrapper of another version cannot be read, and the vendor would reject it as a signature of its own: the
        // reasoning is left out.
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
