using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>Ids of calls that a provider takes. Others are replaced, a call's and its result's alike.</summary>
internal static class ToolCallIds
{
    private const int MaxLength = 40;

    /// <summary>For Anthropic and its clients: up to 40 letters of <c>[a-zA-Z0-9_-]</c>.</summary>
    public static string Sanitize(string id) => id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? LimitLength(id) : HashedId(id);

    /// <summary>For all others: up to 40 letters of any kind.</summary>
    public static string LimitLength(string id) => id.Length is > 0 and <= MaxLength ? id : HashedId(id);

    private static string HashedId(string id) => $"call_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..24]}";
}
