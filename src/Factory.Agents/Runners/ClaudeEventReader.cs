using System.Text.Json;
using Factory.Contracts.Metering;

namespace Factory.Agents.Runners;

/// <summary>
/// Reads Claude Code's <c>--output-format stream-json --verbose</c>. Seen with 2.1.330.
/// </summary>
internal sealed class ClaudeEventReader : JsonEventReader
{
    private const string MaxTurnsSubtype = "error_max_turns";
    private const string MaxBudgetSubtype = "error_max_budget_usd";

    /// <inheritdoc/>
    protected override IEnumerable<RunnerEvent> Read(JsonElement line) => line.Text("type") switch
    {
        "system" => ReadSystem(line),
        "assistant" => line.Field("message").Items("content").SelectMany(ReadPart),
        "user" => line.Field("message").Items("content").SelectMany(ReadPart),
        "result" => [ReadEnd(line)],
        _ => [],
    };

    private static IEnumerable<RunnerEvent> ReadSystem(JsonElement line) => line.Text("subtype") switch
    {
        "init" when line.Text("session_id") is { } id => [new RunnerEvent.SessionStarted(id)],
        "api_retry" => [new RunnerEvent.Notice(
            $"The model call failed ({line.Text("error") ?? "error"} {line.Count("error_status")}), retry {line.Count("attempt")} " +
            $"of {line.Count("max_retries")}.")],
        _ => [],
    };

    private static IEnumerable<RunnerEvent> ReadPart(JsonElement part) => part.Text("type") switch
    {
        "text" when part.Text("text") is { Length: > 0 } text => [new RunnerEvent.Message(text)],
        "thinking" when part.Text("thinking") is { Length: > 0 } text => [new RunnerEvent.Reasoning(text)],
        "tool_use" => [new RunnerEvent.ToolCalled(part.Text("id") ?? "", part.Text("name") ?? "", part.Json("input"))],
        "tool_result" => [new RunnerEvent.ToolReturned(
            part.Text("tool_use_id") ?? "",
            null,
            part.Content("content"),
            part.IsTrue("is_error"))],
        _ => [],
    };

    // A refused call ends with subtype "success" and is_error true: the subtype says only how the CLI stopped.
    private static RunnerEvent.Ended ReadEnd(JsonElement line)
    {
        var usage = line.Field("usage");
        var (read, written) = (usage.Count("cache_read_input_tokens"), usage.Count("cache_creation_input_tokens"));
        return new RunnerEvent.Ended(
            line.Field("is_error").ValueKind == JsonValueKind.False ? null : ReadFailure(line),
            new TokenUsage(
                usage.Count("input_tokens") + read + written,
                usage.Count("output_tokens"),
                read,
                usage.Field("output_tokens_details").Count("thinking_tokens"),
                written),
            line.Amount("total_cost_usd") is { } cost ? new Usd(cost) : null);
    }

    private static RunnerFailure ReadFailure(JsonElement line)
    {
        var subtype = line.Text("subtype") ?? "error";
        var status = line.Count("api_error_status");
        var message = line.Text("result") is { Length: > 0 } text ? text : subtype;
        return subtype switch
        {
            MaxTurnsSubtype or MaxBudgetSubtype => new(RunnerFailureKind.Limit, message),
            _ when status > 0 => new(RunnerFailureKind.Model, message, (int)status),
            _ when line.Text("terminal_reason") == "api_error" => new(RunnerFailureKind.Model, message),
            _ => new(RunnerFailureKind.Runner, message),
        };
    }
}
