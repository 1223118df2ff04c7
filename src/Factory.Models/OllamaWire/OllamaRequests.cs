using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Domain.Models;
using Factory.Models.OpenAIWire;
using Microsoft.Extensions.AI;

namespace Factory.Models.OllamaWire;

/// <summary>From the factory's messages and options to Ollama's.</summary>
/// <param name="model">Whom to ask; its context size is what the server sets aside memory for.</param>
/// <param name="keepAlive">How long the model stays in memory after a call.</param>
internal sealed class OllamaRequests(ModelDefinition model, string keepAlive)
{
    /// <summary>
    /// A chat call. A history that is too long is refused instead of cut from its beginning without a word: the agent loop compacts it, and
    /// knows what it left out.
    /// </summary>
    public JsonObject Chat(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var request = new JsonObject
        {
            ["model"] = model.Ref.Model,
            ["stream"] = true,
            ["truncate"] = false,
            ["shift"] = false,
            ["keep_alive"] = keepAlive,
            ["messages"] = new JsonArray([.. Messages(messages, options?.Instructions)]),
            ["options"] = Options(options),
        };
        if (options?.Tools?.OfType<AIFunctionDeclaration>().ToList() is { Count: > 0 } tools)
        {
            request["tools"] = new JsonArray([.. tools.Select(Tool)]);
        }

        if (options?.ResponseFormat is ChatResponseFormatJson json)
        {
            request["format"] = json.Schema is { } schema ? JsonNode.Parse(schema.GetRawText()) : "json";
        }

        return request;
    }

    private JsonObject Options(ChatOptions? options)
    {
        var mapped = new JsonObject { ["num_ctx"] = model.ContextTokens };
        if (options?.MaxOutputTokens is { } limit)
        {
            mapped["num_predict"] = limit;
        }

        if (options?.Temperature is { } temperature)
        {
            mapped["temperature"] = temperature;
        }

        if (options?.TopP is { } topP)
        {
            mapped["top_p"] = topP;
        }

        if (options?.StopSequences is { Count: > 0 } stops)
        {
            mapped["stop"] = new JsonArray([.. stops.Select(s => JsonValue.Create(s))]);
        }

        return mapped;
    }

    private static IEnumerable<JsonObject> Messages(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrEmpty(instructions))
        {
            yield return Message("system", instructions);
        }

        var names = messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().DistinctBy(c => c.CallId).ToDictionary(c => c.CallId, c => c.Name);
        foreach (var message in messages)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                var tool = Message("tool", OpenAIMessages.ResultText(result));
                tool["tool_name"] = names.GetValueOrDefault(result.CallId);
                yield return tool;
            }

            if (message.Role == ChatRole.Assistant)
            {
                yield return Assistant(message);
            }
            else if (message.Text.Length > 0)
            {
                yield return Message(message.Role == ChatRole.System ? "system" : "user", message.Text);
            }
        }
    }

    private static JsonObject Assistant(ChatMessage message)
    {
        var mapped = Message("assistant", message.Text);
        if (string.Concat(message.Contents.OfType<TextReasoningContent>().Select(t => t.Text)) is { Length: > 0 } thoughts)
        {
            mapped["thinking"] = thoughts;
        }

        if (message.Contents.OfType<FunctionCallContent>().ToList() is { Count: > 0 } calls)
        {
            mapped["tool_calls"] = new JsonArray([.. calls.Select(c => new JsonObject
            {
                ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = JsonSerializer.SerializeToNode(c.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions) },
            })]);
        }

        return mapped;
    }

    private static JsonObject Tool(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()) },
    };

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
