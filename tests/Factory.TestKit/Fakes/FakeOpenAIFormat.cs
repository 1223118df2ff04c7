using System.Text.Json;
using Factory.Contracts.Models;

namespace Factory.TestKit.Fakes;

/// <summary>
/// Chat completions: text in pieces, every tool call's arguments in pieces, then usage in a chunk of its own, as the
/// real one does.
/// </summary>
internal sealed class FakeOpenAIFormat : IFakeApiFormat
{
    public ModelApi Api => ModelApi.OpenAIChat;

    public string Path => "/v1/chat/completions";

    public string ContentType => "text/event-stream";

    public string InvalidFrame => "data: {\"id\": oops\n\n";

    public IReadOnlyList<(string Role, string Text)> Messages(JsonElement body) =>
        [.. body.GetProperty("messages")
            .EnumerateArray()
            .Select(m => (m.GetProperty("role").GetString()!, m.TryGetProperty("content", out var c) ? FakeApiFormatText.Text(c) : ""))];

    public IEnumerable<string> Frames(ReceivedRequest turn, ScriptedResponse reply)
    {
        yield return Delta(turn, new { role = "assistant", content = "" });
        foreach (var piece in FakeApiFormatText.Chunks(reply.Text))
        {
            yield return Delta(turn, new { content = piece });
        }

        for (var i = 0; i < reply.ToolCalls.Count; i++)
        {
            yield return Delta(
                turn,
                new
                {
                    tool_calls = new[]
                {
                    new
                    {
                        index = i,
                        id = FakeApiFormatText.Id(turn, i),
                        type = "function",
                        function = new { name = reply.ToolCalls[i].Name, arguments = "" }
                    }
                }
                });
            foreach (var piece in FakeApiFormatText.Chunks(FakeApiFormatText.Arguments(reply, i)))
            {
                yield return Delta(turn, new { tool_calls = new[] { new { index = i, function = new { arguments = piece } } } });
            }
        }

        yield return Delta(
            turn,
            new { },
            reply.Fault == ResponseFault.TruncateToolCall ? "length" : reply.ToolCalls.Count > 0 ? "tool_calls" : "stop");
        if (reply.Fault != ResponseFault.OmitUsage)
        {
            var (input, output) = (FakeApiFormatText.InputTokens(turn), FakeApiFormatText.OutputTokens(reply));
            yield return Chunk(
                turn,
                Array.Empty<object>(),
                new { prompt_tokens = input, completion_tokens = output, total_tokens = input + output });
        }

        yield return "data: [DONE]\n\n";
    }

    public object ErrorBody(ScriptedResponse reply) =>
        new { error = new { message = reply.ErrorMessage, type = "server_error", code = "scripted" } };

    private static string Delta(ReceivedRequest turn, object delta, string? finish = null) =>
        Chunk(turn, new[] { new { index = 0, delta, finish_reason = finish } }, null);

    private static string Chunk(ReceivedRequest turn, object choices, object? usage) =>
        $"data: {JsonSerializer.Serialize(new { id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = turn.Model, choices, usage })}\n\n";
}
