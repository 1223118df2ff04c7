using System.Text.Json;
using Factory.Contracts.Metering;

namespace Factory.Agents.Runners;

/// <summary>Reads Gemini CLI's <c>-o stream-json</c>. Seen with 0.61.0.</summary>
internal sealed class GeminiEventReader : JsonEventReader
{
    private readonly Dictionary<string, string> _tools = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override IEnumerable<RunnerEvent> Read(JsonElement line) => line.Text("type") switch
    {
        "init" when line.Text("session_id") is { } id => [new RunnerEvent.SessionStarted(id)],

        // The prompt is repeated as a message of the user.
        "message" when line.Text("role") == "assistant" && line.Text("content") is { Length: > 0 } text => [new RunnerEvent.Message(text)],
        "tool_use" => [ReadCall(line)],
        "tool_result" => [ReadResult(line)],
        "error" => [new RunnerEvent.Notice(line.Text("message") ?? "error")],
        "result" => [ReadEnd(line)],
        _ => [],
    };

    private RunnerEvent.ToolCalled ReadCall(JsonElement line)
    {
        var (id, tool) = (line.Text("tool_id") ?? "", line.Text("tool_name") ?? "");
        _tools[id] = tool;
        return new(id, tool, line.Json("parameters"));
    }

    private RunnerEvent.ToolReturned ReadResult(JsonElement line)
    {
        var id = line.Text("tool_id") ?? "";
        var failed = line.Text("status") != "success";
        var text = line.Text("output") ?? line.Field("error").Text("message") ?? "";
        return new(id, _tools.GetValueOrDefault(id), text, failed);
    }

    private static RunnerEvent.Ended ReadEnd(JsonElement line)
    {
        var stats = line.Field("stats");
        var (input, output) = (stats.Count("input_tokens"), stats.Count("output_tokens"));

        // The total has the thoughts, the output has not.
        var thoughts = Math.Max(0, stats.Count("total_tokens") - input - output);
        return new RunnerEvent.Ended(
            line.Text("status") == "success" ? null : ReadFailure(line.Field("error")),
            new TokenUsage(input, output + thoughts, stats.Count("cached"), thoughts),
            null);
    }

    // The API's error is a JSON text inside the message.
    private static RunnerFailure ReadFailure(JsonElement error)
    {
        const string Prefix = "[API Error: ";
        var message = error.Text("message") ?? "The CLI reported an error.";
        if (!message.StartsWith(Prefix, StringComparison.Ordinal) || message.Length == Prefix.Length)
        {
            return new(RunnerFailureKind.Runner, message);
        }

        try
        {
            using var body = JsonDocument.Parse(message[Prefix.Length..^1]);
            var inner = body.RootElement.Field("error");
            var code = inner.Count("code");
            return new(RunnerFailureKind.Model, inner.Text("message") ?? message, code > 0 ? (int)code : null);
        }
        catch (JsonException)
        {
            return new(RunnerFailureKind.Model, message);
        }
    }
}
