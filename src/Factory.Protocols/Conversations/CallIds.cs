using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Conversations;

/// <summary>Ids of calls that a provider takes. Others are replaced, a call's and its result's alike.</summary>
internal static class CallIds
{
    private const int MaxLength = 40;

    /// <summary>For Anthropic and its clients: up to 40 letters of <c>[a-zA-Z0-9_-]</c>.</summary>
    public static string Fit(string id) => id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? Short(id) : Replaced(id);

    /// <summary>For all others: up to 40 letters of any kind.</summary>
    public static string Short(string id) => id.Length is > 0 and <= MaxLength ? id : Replaced(id);

    private static string Replaced(string id) => $"call_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..24]}";
}
