using Factory.Protocols.Canonical;

namespace Factory.Protocols;

/// <summary>What the reply's translation must know of the request: the names that tools had before they were made flat, and whether a chat stream ends with usage.</summary>
public sealed class RequestMap
{
    private readonly IReadOnlyDictionary<string, ToolName> _names;

    internal RequestMap(IReadOnlyDictionary<string, ToolName> names, bool includeUsage)
    {
        _names = names;
        IncludeUsage = includeUsage;
    }

    /// <value>Nothing to map back.</value>
    public static RequestMap None { get; } = new(new Dictionary<string, ToolName>(), includeUsage: false);

    internal bool IncludeUsage { get; }

    internal ToolName OriginalName(string flat) => _names.TryGetValue(flat, out var name) ? name : new ToolName(flat);
}
