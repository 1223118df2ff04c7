using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Call ids that a provider accepts. Others are replaced by a hash, the same in the call and in its result.
/// </summary>
internal static class ToolCallIds
{
    // OpenAI rejects longer ones: "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with
    // maximum length 40".
    private const int MaxLength = 40;

    /// <summary>For Anthropic and its clients: up to 40 characters of <c>[a-zA-Z0-9_-]</c>.</summary>
    public static string Sanitize(string id)
    {
        // Anthropic: "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'". Kimi's ids, for one, read
        // functions.read:0.
        return id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? LimitLength(id) : HashedId(id);
    }

    /// <summary>For all others: up to 40 characters of any kind.</summary>
    public static string LimitLength(string id) => id.Length is > 0 and <= MaxLength ? id : HashedId(id);

    // A hash and not a number, so that the same id becomes the same one in every later request: prompt caches compare
    // the whole prefix.
    private static string HashedId(string id) => $"call_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..24]}";
}
