using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Conversations;

/// <summary>Ids of calls that every provider takes: up to 40 letters of <c>[a-zA-Z0-9_-]</c>. Others are replaced, a call's and its result's alike.</summary>
internal static class CallIds
{
    public const int MaxLength = 40;

    public static string Fit(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? id
            : $"call_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..24]}";
}
