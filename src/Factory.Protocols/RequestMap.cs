using Factory.Protocols.Canonical;

namespace Factory.Protocols;

/// <summary>
/// What the translation of a reply needs from the request: the client's tool names, and whether a chat stream ends with
/// usage. It holds no text of the conversation, so it can be kept as long as the reply streams.
/// </summary>
public sealed class RequestMap
{
    private readonly IReadOnlyDictionary<string, ToolName> _names;

    internal RequestMap(IReadOnlyDictionary<string, ToolName> names, bool includeUsage)
    {
        _names = names;
        IncludeUsage = includeUsage;
    }

    /// <value>No tools, no usage.</value>
    public static RequestMap None { get; } = new(new Dictionary<string, ToolName>(), includeUsage: false);

    internal bool IncludeUsage { get; }

    internal ToolName OriginalName(string flat) => _names.TryGetValue(flat, out var name) ? name : new ToolName(flat);
}
