using System.Security.Cryptography;
using System.Text;

namespace Factory.Protocols.Canonical;

/// <summary>Tools under names that every provider takes: no namespace, 64 letters of <c>[a-zA-Z0-9_-]</c>, each only once.</summary>
internal static class ToolNameMapper
{
    private const int MaxLength = 64;

    /// <summary>The same conversation with flat names, and the way back.</summary>
    public static (ModelRequest Flat, RequestMap Map) Flatten(ModelRequest request)
    {
        var flat = new Dictionary<ToolName, string>();
        var back = new Dictionary<string, ToolName>(StringComparer.Ordinal);
        var calls = request.Messages.SelectMany(message => message.Parts).OfType<ToolCallPart>().Select(call => call.Name);
        foreach (var name in request.Tools.Select(tool => tool.Name).Concat(calls))
        {
            if (flat.ContainsKey(name))
            {
                continue;
            }

            var candidate = FlatName(name);
            if (!back.TryAdd(candidate, name))
            {
                candidate = Shortened(candidate, name);
                back.TryAdd(candidate, name);
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
        var whole = name.Namespace is { } space ? $"{space}__{name.Name}" : name.Name;
        var clean = string.Concat(whole.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_'));
        return clean.Length > MaxLength ? Shortened(clean, name) : clean;
    }

    private static string Shortened(string clean, ToolName name)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name.Namespace}\n{name.Name}\n{name.IsCustom}")))[..8];
        return $"{clean[..Math.Min(clean.Length, MaxLength - 9)]}_{hash}";
    }
}
