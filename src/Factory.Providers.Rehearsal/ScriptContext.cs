using System.Text.Json;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal;

/// <summary>The conversation so far: all that the next response may depend on.</summary>
/// <param name="Prompt">The first message.</param>
/// <param name="Exchanges">The tool calls with their results, in order.</param>
/// <param name="Tools">The names of the available tools.</param>
/// <param name="Model">The model's name.</param>
internal sealed record ScriptContext(
    RehearsalPrompt Prompt,
    IReadOnlyList<ToolExchange> Exchanges,
    IReadOnlySet<string> Tools,
    string Model)
{
    /// <summary>Reads the messages of a call.</summary>
    public static ScriptContext Read(IReadOnlyList<ChatMessage> messages, ChatOptions? options, string model)
    {
        // Calls without a result were not run, because an earlier call of the same turn ended it; they count as not
        // made.
        var results = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>()
            .GroupBy(r => r.CallId)
            // Grouped, because a duplicate id would make ToDictionary throw.
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

    /// <summary>Returns whether a tool is available.</summary>
    public bool HasTool(string tool) => Tools.Contains(tool);

    /// <summary>Returns the latest call of a tool with its result; null when there was none.</summary>
    public ToolExchange? LastCall(string tool) => Exchanges.LastOrDefault(e => e.Tool == tool);

    /// <summary>
    /// Returns the text that the latest successful read of a file returned; null when there was none.
    /// </summary>
    public string? FileText(string path) =>
        Exchanges.LastOrDefault(e => e.Tool == ToolNames.ReadFile && e.Argument("path") == path) is { Failed: false } read
            ? ToolOutputParser.ParseFile(read.Result)
            : null;

    /// <summary>Returns whether a file was read, successfully or not.</summary>
    // A failed read counts: the script would otherwise repeat it until the attempt runs out of turns.
    public bool HasRead(string path) => Exchanges.Any(e => e.Tool == ToolNames.ReadFile && e.Argument("path") == path);

    /// <summary>The files of the latest listing; null when nothing was listed yet.</summary>
    public IReadOnlyList<string>? ListedFiles => LastCall(ToolNames.ListFiles) is { } listing
        // A listing that failed counts as empty: null would make the script list again in every turn, without end.
        ? ToolOutputParser.ParseFileList(listing.Failed ? "" : listing.Result)
        : null;

    /// <summary>Returns a tool result as text, in every form in which chat clients deliver it.</summary>
    public static string TextOf(FunctionResultContent result) => result.Result switch
    {
        // With the prefix by which ToolExchange.Failed recognises an error.
        null => result.Exception is { } e ? "Error: " + e.Message : "",
        string text => text,
        // A result that went through a serialized history comes back as a JsonElement and not as a string.
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
    };
}

/// <summary>A tool call with its result.</summary>
/// <param name="Tool">The name of the tool.</param>
/// <param name="Arguments">The arguments of the call.</param>
/// <param name="Result">The text of its result.</param>
internal sealed record ToolExchange(string Tool, IDictionary<string, object?> Arguments, string Result)
{
    /// <summary>True when the call failed. A model sees it by the text too.</summary>
    public bool Failed => Result.StartsWith("Error", StringComparison.Ordinal);

    /// <summary>Returns an argument as text; null when it is missing.</summary>
    public string? Argument(string name) => Arguments.TryGetValue(name, out var value) ? value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => value?.ToString(),
    } : null;
}
