using System.Diagnostics.CodeAnalysis;

namespace Factory.Domain.Secrets;

/// <summary>The header of requests in which a secret is sent.</summary>
/// <param name="Name">Its name: <c>Authorization</c>.</param>
/// <param name="Template">Its value, with <see cref="Placeholder"/> for the secret: <c>Bearer {secret}</c>.</param>
public sealed record SecretHeader(string Name, string Template)
{
    /// <value>Stands for the secret.</value>
    public const string Placeholder = "{secret}";

    /// <value>The header of secrets that name none.</value>
    public static SecretHeader Default { get; } = new("Authorization", "Bearer " + Placeholder);

    private const int MaxLength = 256;

    // They belong to the connection and to the frame of a message, which the proxy makes itself.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
        "Proxy-Authorization", "Proxy-Connection", "Accept-Encoding", "Range", "If-Range",
    };

    /// <summary>Reads <c>NAME: TEMPLATE</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="header">The header; null when it is something else, has no placeholder, or belongs to the connection.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SecretHeader? header)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, template) = colon < 0 ? ("", "") : (text[..colon], text[(colon + 1)..].Trim());
        header = text.Length <= MaxLength
            && name.Length > 0
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && !Reserved.Contains(name)
            && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
            && template.All(c => c is >= ' ' and <= '~')
            && template.Contains(Placeholder, StringComparison.Ordinal)
                ? new SecretHeader(name, template)
                : null;
        return header is not null;
    }

    /// <summary>The header's value.</summary>
    /// <param name="secret">The secret.</param>
    public string ValueFor(string secret) => Template.Replace(Placeholder, secret, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Template}";
}
