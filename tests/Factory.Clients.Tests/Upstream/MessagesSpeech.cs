using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Factory.Clients.Tests.Upstream;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesSpeech : Speech
{
    public override Task AnswerAsync(HttpContext context, JsonElement body, string model, bool streams)
    {
        var call = NextCall(
            Items(body, "tools").Select(t => new OfferedTool(Text(t, "name")!)),
            Items(body, "messages").SelectMany(m => Items(m, "content"))
                .Where(part => Text(part, "type") == "tool_use")
                .Select(part => Text(part, "name")));
        var block = call is not null
            ? new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Tool.Name, ["input"] = call.Arguments }
            : new JsonObject { ["type"] = "text", ["text"] = Done };
        var stop = call is null ? "end_turn" : "tool_use";
        return streams
            ? StreamAsync(context, Events(model, block, stop))
            : WholeAsync(context, Message(model, new JsonArray(block), stop, OutputTokens));
    }

    private static IEnumerable<(string? Name, string Data)> Events(string model, JsonObject block, string stop)
    {
        yield return Event("message_start", ("message", Message(model, [], null, 1)));
        var open = (JsonObject)block.DeepClone();
        JsonObject delta;
        if (block["input"] is { } input)
        {
            open["input"] = new JsonObject();
            delta = new() { ["type"] = "input_json_delta", ["partial_json"] = input.ToJsonString() };
        }
        else
        {
            open["text"] = "";
            delta = new() { ["type"] = "text_delta", ["text"] = Done };
        }

        yield return Event("content_block_start", ("index", 0), ("content_block", open));
        yield return Event("content_block_delta", ("index", 0), ("delta", delta));
        yield return Event("content_block_stop", ("index", 0));
        yield return Event(
            "message_delta",
            ("delta", new JsonObject { ["stop_reason"] = stop, ["stop_sequence"] = null }),
            ("usage", new JsonObject { ["output_tokens"] = OutputTokens }));
        yield return Event("message_stop");
    }

    private static (string? Name, string Data) Event(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var e = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields)
        {
            e[name] = value;
        }

        return (type, e.ToJsonString());
    }

    private static JsonObject Message(string model, JsonArray content, string? stop, int output) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = stop,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = InputTokens, ["output_tokens"] = output },
    };
}
