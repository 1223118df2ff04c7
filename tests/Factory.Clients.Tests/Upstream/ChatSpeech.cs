using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Factory.Clients.Tests.Upstream;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class ChatSpeech : Speech
{
    public override Task AnswerAsync(HttpContext context, JsonElement body, string model, bool streams)
    {
        var call = NextCall(
            Items(body, "tools").Select(t => new OfferedTool(Text(t.GetProperty("function"), "name")!)),
            Items(body, "messages").SelectMany(m => Items(m, "tool_calls")).Select(c => Text(c.GetProperty("function"), "name")));
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call is null ? Done : "I run a command." };
        if (call is not null)
        {
            message["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Tool.Name, ["arguments"] = call.Arguments.ToJsonString() },
            });
        }

        var finish = call is null ? "stop" : "tool_calls";
        return streams
            ? StreamAsync(context, Events(model, message, finish))
            : WholeAsync(
                context,
                Envelope(
                    model,
                    "chat.completion",
                    new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish },
                    withUsage: true));
    }

    private static IEnumerable<(string? Name, string Data)> Events(string model, JsonObject message, string finish)
    {
        yield return (null, Chunk(model, new JsonObject { ["role"] = "assistant", ["content"] = message["content"]!.DeepClone() }, null));
        if (message["tool_calls"] is JsonArray calls)
        {
            var call = (JsonObject)calls[0]!.DeepClone();
            call["index"] = 0;
            yield return (null, Chunk(model, new JsonObject { ["tool_calls"] = new JsonArray(call) }, null));
        }

        yield return (null, Chunk(model, [], finish));
        yield return (null, Envelope(model, "chat.completion.chunk", choice: null, withUsage: true).ToJsonString());
        yield return (null, "[DONE]");
    }

    private static string Chunk(string model, JsonObject delta, string? finish) =>
        Envelope(
            model,
            "chat.completion.chunk",
            new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish },
            withUsage: false).ToJsonString();

    private static JsonObject Envelope(string model, string kind, JsonObject? choice, bool withUsage)
    {
        var envelope = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = kind,
            ["created"] = 1,
            ["model"] = model,
            ["choices"] = choice is null ? [] : new JsonArray(choice)
        };
        if (withUsage)
        {
            envelope["usage"] = new JsonObject
            {
                ["prompt_tokens"] = InputTokens,
                ["completion_tokens"] = OutputTokens,
                ["total_tokens"] = InputTokens + OutputTokens
            };
        }

        return envelope;
    }
}
