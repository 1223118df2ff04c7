using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Factory.Contracts.Json;
using Factory.Contracts.Metering;

namespace Factory.Agents.Runners;

/// <summary>Reads <c>codex exec --json</c>. Seen with 0.169.0.</summary>
internal sealed partial class CodexEventReader : JsonEventReader
{
    private const string CommandTool = "shell";

    private readonly HashSet<string> _started = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override IEnumerable<RunnerEvent> Read(JsonElement line) => line.Text("type") switch
    {
        "thread.started" when line.Text("thread_id") is { } id => [new RunnerEvent.SessionStarted(id)],
        "item.started" => ReadStarted(line.Field("item")),
        "item.completed" => ReadCompleted(line.Field("item")),
        "turn.completed" => [new RunnerEvent.Ended(null, ReadUsage(line.Field("usage")), null)],
        "turn.failed" => [new RunnerEvent.Ended(ReadFailure(line.Field("error")), default, null)],

        // A lost connection that it tries again; only turn.failed is the end.
        "error" => [new RunnerEvent.Notice(line.Text("message") ?? "error")],
        _ => [],
    };

    private IEnumerable<RunnerEvent> ReadStarted(JsonElement item) =>
        CallOf(item) is { } call && _started.Add(call.CallId) ? [call] : [];

    private IEnumerable<RunnerEvent> ReadCompleted(JsonElement item) => item.Text("type") switch
    {
        "agent_message" when item.Text("text") is { Length: > 0 } text => [new RunnerEvent.Message(text)],
        "reasoning" when item.Text("text") is { Length: > 0 } text => [new RunnerEvent.Reasoning(text)],

        // An item of type error is a warning: an unknown model's metadata, for example.
        "error" => [new RunnerEvent.Notice(item.Text("message") ?? "error")],
        _ when CallOf(item) is { } call => [.. ReadStarted(item), ResultOf(item, call)],
        _ => [],
    };

    private static RunnerEvent.ToolCalled? CallOf(JsonElement item)
    {
        var id = item.Text("id") ?? "";
        return item.Text("type") switch
        {
            "command_execution" => new(id, CommandTool, Arguments(new { command = item.Text("command") })),
            "mcp_tool_call" => new(id, $"{item.Text("server")}.{item.Text("tool")}", item.Json("arguments")),
            "file_change" => new(id, "apply_patch", item.Json("changes")),
            "web_search" => new(id, "web_search", Arguments(new { query = item.Text("query") })),
            _ => null,
        };
    }

    private static string Arguments(object values) => JsonSerializer.Serialize(values, FactoryJson.Options);

    private static RunnerEvent.ToolReturned ResultOf(JsonElement item, RunnerEvent.ToolCalled call)
    {
        var failed = item.Text("status") == "failed";
        var text = item.Text("type") switch
        {
            "command_execution" => item.Text("aggregated_output") ?? "",
            "mcp_tool_call" when item.Field("error").Text("message") is { } error => error,
            "mcp_tool_call" => item.Field("result").Content("content"),
            _ => item.Text("status") ?? "",
        };
        return new(call.CallId, call.Tool, text, failed);
    }

    // Input and output contain the cached and the reasoning tokens. They are totals of the thread, resumed turns included.
    private static TokenUsage ReadUsage(JsonElement usage) => new(
        usage.Count("input_tokens"),
        usage.Count("output_tokens"),
        usage.Count("cached_input_tokens"),
        usage.Count("reasoning_output_tokens"),
        usage.Count("cache_write_input_tokens"));

    // Codex names the status only in its text.
    private static RunnerFailure ReadFailure(JsonElement error)
    {
        var message = error.Text("message") ?? "The turn failed.";
        return UnexpectedStatus().Match(message) is { Success: true } match
            ? new(RunnerFailureKind.Model, message, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : new(RunnerFailureKind.Model, message);
    }

    [GeneratedRegex(@"unexpected status ([0-9]{3})\b")]
    private static partial Regex UnexpectedStatus();
}
