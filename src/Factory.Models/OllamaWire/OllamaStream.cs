using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Models.OpenAIWire;
using Factory.Models.Wires;
using Microsoft.Extensions.AI;

namespace Factory.Models.OllamaWire;

/// <summary>Ollama's own chat. Its tool calls come whole and have no ids: they get some here, so that results find their calls.</summary>
/// <param name="api">The server.</param>
/// <param name="requests">Writes the requests.</param>
internal sealed class OllamaStream(OllamaApi api, OllamaRequests requests) : IWire
{
    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var turn = messages.Count(m => m.Role == ChatRole.Assistant);
        var calls = 0;
        await foreach (var line in api.ChatAsync(requests.Chat(messages, options), cancellationToken))
        {
            var contents = new List<AIContent>();
            if (line.TryGetProperty("message", out var message))
            {
                if (message.Text("thinking") is { Length: > 0 } thought)
                {
                    contents.Add(new TextReasoningContent(thought));
                }

                if (message.Text("content") is { Length: > 0 } text)
                {
                    contents.Add(new TextContent(text));
                }

                contents.AddRange(message.List("tool_calls").Select(c => Call(c, $"call_{turn}_{calls++}")));
            }

            var update = new ChatResponseUpdate(ChatRole.Assistant, contents) { ModelId = line.Text("model") };
            if (line.TryGetProperty("done", out var done) && done.ValueKind == JsonValueKind.True)
            {
                update.FinishReason = line.Text("done_reason") == "length" ? ChatFinishReason.Length : calls > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
                update.Contents.Add(new UsageContent(new UsageDetails { InputTokenCount = line.Number("prompt_eval_count"), OutputTokenCount = line.Number("eval_count") }));
            }

            yield return update;
        }
    }

    private static FunctionCallContent Call(JsonElement call, string id)
    {
        var function = call.TryGetProperty("function", out var found) ? found : default;
        var arguments = function.ValueKind == JsonValueKind.Object && function.TryGetProperty("arguments", out var given) ? given : default;
        return ToolCallDeltas.ToContent(id, function.Text("name"), arguments.ValueKind switch
        {
            JsonValueKind.Undefined => "",
            JsonValueKind.String => arguments.GetString()!,
            _ => arguments.GetRawText(),
        });
    }
}
