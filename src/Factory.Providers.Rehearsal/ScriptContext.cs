using System.Text.Json;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>What has been said and done so far: all that the next move may depend on.</summary>
/// <param name="Prompt">The first message.</param>
/// <param name="Exchanges">Tool calls with their results, in order.</param>
/// <param name="Tools">The tools on offer.</param>
/// <param name="Model">The name this model goes by.</param>
internal sealed record ScriptContext(RehearsalPrompt Prompt, IReadOnlyList<ToolExchange> Exchanges, IReadOnlySet<string> Tools, string Model)
{
    public static ScriptContext Read(IReadOnlyList<ChatMessage> messages, ChatOptions? options, string model)
    {
        var results = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>()
            .GroupBy(r => r.CallId)
            .ToDictionary(g => g.Key, g => TextOf(g.Last()));
        var exchanges = messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()
            .Where(c => results.ContainsKey(c.CallId))
            .Select(c => new ToolExchange(c.Name, c.Arguments ?? new Dictionary<string, object?>(), results[c.CallId]))
            .ToList();
        return new(
            RehearsalPrompt.Parse(messages.FirstOrDefault(m => m.Role == ChatRole.User)?.Text ?? ""),
            exchanges,
            options?.Tools?.Select(t => t.Name).ToHashSet(StringComparer.Ordinal) ?? [],
            model);
    }

    public bool HasTool(string tool) => Tools.Contains(tool);

    /// <summary>The latest exchange with this tool; null when there was none.</summary>
    public ToolExchange? LastCall(string tool) => Exchanges.LastOrDefault(e => e.Tool == tool);

    /// <summary>What the latest read of a file showed; null when it was not read or could not be.</summary>
    public string? FileText(string path) =>
        Exchanges.LastOrDefault(e => e.Tool == ToolNames.ReadFile && e.Argument("path") == path) is { Failed: false } read ? ToolOutputParser.ParseFile(read.Result) : null;

    public bool HasRead(string path) => Exchanges.Any(e => e.Tool == ToolNames.ReadFile && e.Argument("path") == path);

    /// <summary>The files that were listed; null when nothing was listed yet.</summary>
    public IReadOnlyList<string>? ListedFiles => LastCall(ToolNames.ListFiles) is { } listing ? ToolOutputParser.ParseFileList(listing.Failed ? "" : listing.Result) : null;

    public static string TextOf(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is { } e ? "Error: " + e.Message : "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
    };
}

/// <summary>A tool call with its result.</summary>
internal sealed record ToolExchange(string Tool, IDictionary<string, object?> Arguments, string Result)
{
    public bool Failed => Result.StartsWith("Error", StringComparison.Ordinal);

    public string? Argument(string name) => Arguments.TryGetValue(name, out var value) ? value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => value?.ToString(),
    } : null;
}
