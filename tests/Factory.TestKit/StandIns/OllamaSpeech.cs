using System.Text.Json;
using System.Text.Json.Nodes;

namespace Factory.TestKit.StandIns;

/// <summary>Ollama's chat: a JSON object a line, tool calls whole, the counts in the line that says <c>done</c>.</summary>
internal sealed class OllamaSpeech : IWireSpeech
{
    public ModelWire Wire => ModelWire.Ollama;

    public string Path => "/api/chat";

    public string ContentType => "application/x-ndjson";

    public string Garbage => "{\"model\": oops\n";

    public IReadOnlyList<(string Role, string Text)> Messages(JsonElement body) =>
        [.. body.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString() ?? ""))];

    public IEnumerable<string> Frames(ChatTurn turn, ChatReply reply)
    {
        foreach (var piece in Speech.Pieces(reply.Thinking))
        {
            yield return Line(turn, new { role = "assistant", content = "", thinking = piece });
        }

        foreach (var piece in Speech.Pieces(reply.Text).DefaultIfEmpty(""))
        {
            yield return Line(turn, new { role = "assistant", content = piece });
        }

        for (var i = 0; i < reply.Calls.Count; i++)
        {
            // Ollama reads the calls out of the model's text itself: one that it cannot read stays text.
            yield return Call(turn, Speech.Arguments(reply, i), reply.Calls[i].Name);
        }

        var end = JsonNode.Parse(Line(turn, new { role = "assistant", content = "" }, done: true))!.AsObject();
        end["done_reason"] = reply.Break == Break.CutCall ? "length" : "stop";
        if (reply.Break != Break.NoUsage)
        {
            end["prompt_eval_count"] = Speech.InputTokens(turn);
            end["eval_count"] = Speech.OutputTokens(reply);
        }

        yield return end.ToJsonString() + "\n";
    }

    public object Refusal(ChatReply reply) => new { error = reply.Said };

    private static string Call(ChatTurn turn, string arguments, string name)
    {
        try
        {
            return Line(turn, new { role = "assistant", content = "", tool_calls = new[] { new { function = new { name, arguments = JsonNode.Parse(arguments) } } } });
        }
        catch (JsonException)
        {
            return Line(turn, new { role = "assistant", content = $"{{\"name\": \"{name}\", \"arguments\": {arguments}" });
        }
    }

    private static string Line(ChatTurn turn, object message, bool done = false) =>
        JsonSerializer.Serialize(new { model = turn.Model, created_at = "2030-01-02T03:04:05Z", message, done }) + "\n";
}
