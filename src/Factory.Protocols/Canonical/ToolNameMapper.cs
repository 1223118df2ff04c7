using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>
/// Replaces tool names by ones that every provider accepts: no namespace, at most 64 characters of
/// <c>[a-zA-Z0-9_-]</c>, no name twice.
/// </summary>
internal static class ToolNameMapper
{
    // The pattern of OpenAI and, by its own error message, of Anthropic: ^[a-zA-Z0-9_-]{1,64}$. Gemini accepts 64 too.
    private const int MaxLength = 64;

    private const int HashLength = 8;

    /// <summary>The same request with flat names, and the map that restores the client's names in the reply.</summary>
    public static (ModelRequest Flat, RequestMap Map) Flatten(ModelRequest request)
    {
        var flat = new Dictionary<ToolName, string>();
        var back = new Dictionary<string, ToolName>(StringComparer.Ordinal);

        // Calls of the history too: a client may drop a tool in mid-conversation, and the flat name of its call must
        // not be another tool's.
        var calls = request.Messages.SelectMany(message => message.Parts).OfType<ToolCallPart>().Select(call => call.Name);
        foreach (var name in request.Tools.Select(tool => tool.Name).Concat(calls).Distinct())
        {
            var candidate = FlatName(name);
            for (var attempt = 0; !back.TryAdd(candidate, name); attempt++)
            {
                candidate = Shortened(FlatName(name), name, attempt);
            }

            flat.Add(name, candidate);
        }

        ToolName New(ToolName name) => new(flat.TryGetValue(name, out var known) ? known : FlatName(name));
        ContentPart Renamed(ContentPart part) => part switch
        {
            ToolCallPart call => call with { Name = New(call.Name) },
            ToolResultPart { Name: { } name } result => result with { Name = New(name) },
            _ => part,
        };

        return (request with
        {
            Tools = [.. request.Tools.Select(tool => CustomTools.AsFunction(tool) with { Name = New(tool.Name) })],
            ToolChoice = request.ToolChoice is { Tool: { } chosen } choice ? choice with { Tool = New(chosen) } : request.ToolChoice,
            Messages = [.. request.Messages.Select(message => message with { Parts = [.. message.Parts.Select(Renamed)] })],
        }, new RequestMap(back, request.IncludeUsage));
    }

    private static string FlatName(ToolName name)
    {
        // Two underscores are how MCP clients join server and tool (mcp__server__tool), so models have seen such names.
        var joined = name.Namespace is { } space ? $"{space}__{name.Name}" : name.Name;
        var clean = string.Concat(joined.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_'));
        // Google: "Must start with a letter or an underscore".
        clean = clean.Length > 0 && (char.IsAsciiLetter(clean[0]) || clean[0] == '_') ? clean : "_" + clean;
        return clean.Length > MaxLength ? Shortened(clean, name, 0) : clean;
    }

    /// <summary>
    /// The name cut to make room for a hash of the original, which is the same in every request of a conversation.
    /// </summary>
    private static string Shortened(string clean, ToolName name, int attempt)
    {
        var salt = attempt == 0 ? "" : $"\n{attempt}";
        var original = Encoding.UTF8.GetBytes($"{name.Namespace}\n{name.Name}\n{name.IsCustom}{salt}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(original));
        return $"{clean[..Math.Min(clean.Length, MaxLength - HashLength - 1)]}_{hash[..HashLength]}";
    }
}
