using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Contracts.Models;

namespace Factory.TestKit.Fakes;

/// <summary>
/// Ollama's chat API: a JSON object per line, complete tool calls, and the token counts in the line with <c>done</c>.
/// </summary>
internal sealed class FakeOllamaFormat : IFakeApiFormat
{
    public ModelApi Api => ModelApi.OllamaChat;

    public string Path => "/api/chat";

    public string ContentType => "application/x-ndjson";

    public string InvalidFrame => "{\"model\": oops\n";

    public IReadOnlyList<(string Role, string Text)> Messages(JsonElement body) =>
        [.. body.GetProperty("messages")
            .EnumerateArray()
            .Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString() ?? ""))];

    public IEnumerable<string> Frames(ReceivedRequest turn, ScriptedResponse reply)
    {
        foreach (var piece in FakeApiFormatText.Chunks(reply.Thinking))
        {
            yield return Line(turn, new { role = "assistant", content = "", thinking = piece });
        }

        foreach (var piece in FakeApiFormatText.Chunks(reply.Text).DefaultIfEmpty(""))
        {
            yield return Line(turn, new { role = "assistant", content = piece });
        }

        for (var i = 0; i < reply.ToolCalls.Count; i++)
        {
            // Ollama reads the calls out of the model's text itself: one that it cannot read stays text.
            yield return Call(turn, FakeApiFormatText.Arguments(reply, i), reply.ToolCalls[i].Name);
        }

        var end = JsonNode.Parse(Line(turn, new { role = "assistant", content = "" }, done: true))!.AsObject();
        end["done_reason"] = reply.Fault == ResponseFault.TruncateToolCall ? "length" : "stop";
        if (reply.Fault != ResponseFault.OmitUsage)
        {
            end["prompt_eval_count"] = FakeApiFormatText.InputTokens(turn);
            end["eval_count"] = FakeApiFormatText.OutputTokens(reply);
        }

        yield return end.ToJsonString() + "\n";
    }

    public object ErrorBody(ScriptedResponse reply) => new { error = reply.ErrorMessage };

    private static string Call(ReceivedRequest turn, string arguments, string name)
    {
        try
        {
            return Line(
                turn,
                new
                {
                    role = "assistant",
                    content = "",
                    tool_calls = new[] { new { function = new { name, arguments = JsonNode.Parse(arguments) } } }
                });
        }
        catch (JsonException)
        {
            return Line(turn, new { role = "assistant", content = $"{{\"name\": \"{name}\", \"arguments\": {arguments}" });
        }
    }

    private static string Line(ReceivedRequest turn, object message, bool done = false) =>
        JsonSerializer.Serialize(new { model = turn.Model, created_at = "2030-01-02T03:04:05Z", message, done }) + "\n";
}
