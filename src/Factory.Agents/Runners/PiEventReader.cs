using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Factory.Contracts.Metering;

namespace Factory.Agents.Runners;

/// <summary>Reads pi's <c>--mode json</c>. Seen with 0.73.1.</summary>
/// <remarks>
/// Its partial messages are skipped: 0.73 repeats the whole message with each of them. The end says nothing about
/// success; the last message of the model does.
/// </remarks>
internal sealed partial class PiEventReader : JsonEventReader
{
    private TokenUsage _usage;
    private decimal? _cost;
    private RunnerFailure? _failure = new(RunnerFailureKind.Runner, "The CLI ended before the model had answered.");

    /// <inheritdoc/>
    protected override IEnumerable<RunnerEvent> Read(JsonElement line) => line.Text("type") switch
    {
        "session" when line.Text("id") is { } id => [new RunnerEvent.SessionStarted(id)],
        "message_end" when line.Field("message").Text("role") == "assistant" => ReadMessage(line.Field("message")),
        "tool_execution_start" => [new RunnerEvent.ToolCalled(
            line.Text("toolCallId") ?? "",
            line.Text("toolName") ?? "",
            line.Json("args"))],
        "tool_execution_end" => [new RunnerEvent.ToolReturned(
            line.Text("toolCallId") ?? "",
            line.Text("toolName"),
            line.Field("result").Content("content"),
            line.IsTrue("isError"))],
        "auto_retry_start" => [new RunnerEvent.Notice(
            $"The model call failed ({line.Text("errorMessage")}), retry {line.Count("attempt")} of {line.Count("maxAttempts")}.")],
        "agent_end" => [new RunnerEvent.Ended(_failure, _usage, _cost is { } cost ? new Usd(cost) : null)],
        _ => [],
    };

    private List<RunnerEvent> ReadMessage(JsonElement message)
    {
        Count(message.Field("usage"));
        _failure = FailureOf(message);
        return
        [
            .. message.Items("content").SelectMany(part => (IEnumerable<RunnerEvent>)(part.Text("type") switch
            {
                "text" when part.Text("text") is { Length: > 0 } text => [new RunnerEvent.Message(text)],
                "thinking" when part.Text("thinking") is { Length: > 0 } text => [new RunnerEvent.Reasoning(text)],
                _ => [],
            })),
        ];
    }

    private void Count(JsonElement usage)
    {
        var (read, written) = (usage.Count("cacheRead"), usage.Count("cacheWrite"));
        _usage += new TokenUsage(usage.Count("input") + read + written, usage.Count("output"), read, CacheWrite: written);
        if (usage.Field("cost").Amount("total") is { } cost)
        {
            _cost = (_cost ?? 0) + cost;
        }
    }

    private static RunnerFailure? FailureOf(JsonElement message)
    {
        var text = message.Text("errorMessage");
        return message.Text("stopReason") switch
        {
            "stop" or "toolUse" => null,
            "length" => new(RunnerFailureKind.Limit, "The model's answer was cut off at its maximum length."),
            "aborted" => new(RunnerFailureKind.Runner, text ?? "The CLI was interrupted."),
            _ => new(
                RunnerFailureKind.Model,
                text ?? "The model call failed.",
                text is not null && LeadingStatus().Match(text) is { Success: true } match
                    ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
                    : null),
        };
    }

    [GeneratedRegex("^([0-9]{3}) ")]
    private static partial Regex LeadingStatus();
}
