using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Factory.Clients.Tests.Upstream;

/// <summary>OpenAI's responses.</summary>
internal sealed class ResponsesSpeech : Speech
{
    public override Task AnswerAsync(HttpContext context, JsonElement body, string model, bool streams)
    {
        var call = NextCall(
            Items(body, "tools").SelectMany(OfferedBy),
            Items(body, "input")
                .Where(i => Text(i, "type")?.EndsWith("_call", StringComparison.Ordinal) == true)
                .Select(i => Text(i, "name")));
        var item = call is not null
            ? new JsonObject
            {
                ["id"] = "fc_1",
                ["type"] = "function_call",
                ["status"] = "completed",
                ["call_id"] = call.Id,
                ["name"] = call.Tool.Name,
                ["arguments"] = call.Arguments.ToJsonString()
            }
            : new JsonObject
            {
                ["id"] = "msg_1",
                ["type"] = "message",
                ["role"] = "assistant",
                ["status"] = "completed",
                ["content"] = new JsonArray(Part(Done))
            };
        if (call?.Tool.Namespace is { } space)
        {
            item["namespace"] = space;
        }

        return streams ? StreamAsync(context, Numbered(Events(model, item))) : WholeAsync(context, Response(model, "completed", item));
    }

    private static IEnumerable<OfferedTool> OfferedBy(JsonElement tool) => Text(tool, "type") == "namespace"
        ? Items(tool, "tools").Select(t => new OfferedTool(Text(t, "name")!, Text(tool, "name")))
        : Text(tool, "name") is { } name ? [new OfferedTool(name)] : [];

    private static IEnumerable<JsonObject> Events(string model, JsonObject item)
    {
        yield return Event("response.created", ("response", Response(model, "in_progress", null)));
        var open = (JsonObject)item.DeepClone();
        open["status"] = "in_progress";
        if (item["arguments"] is { } arguments)
        {
            open["arguments"] = "";
            yield return Event("response.output_item.added", ("output_index", 0), ("item", open));
            yield return Event(
                "response.function_call_arguments.delta",
                ("item_id", "fc_1"),
                ("output_index", 0),
                ("delta", arguments.DeepClone()));
            yield return Event(
                "response.function_call_arguments.done",
                ("item_id", "fc_1"),
                ("output_index", 0),
                ("arguments", arguments.DeepClone()));
        }
        else
        {
            open["content"] = new JsonArray();
            yield return Event("response.output_item.added", ("output_index", 0), ("item", open));
            yield return Event(
                "response.content_part.added",
                ("item_id", "msg_1"),
                ("output_index", 0),
                ("content_index", 0),
                ("part", Part("")));
            yield return Event(
                "response.output_text.delta",
                ("item_id", "msg_1"),
                ("output_index", 0),
                ("content_index", 0),
                ("delta", Done));
            yield return Event(
                "response.output_text.done",
                ("item_id", "msg_1"),
                ("output_index", 0),
                ("content_index", 0),
                ("text", Done));
            yield return Event(
                "response.content_part.done",
                ("item_id", "msg_1"),
                ("output_index", 0),
                ("content_index", 0),
                ("part", Part(Done)));
        }

        yield return Event("response.output_item.done", ("output_index", 0), ("item", item.DeepClone()));
        yield return Event("response.completed", ("response", Response(model, "completed", item)));
    }

    private static IEnumerable<(string? Name, string Data)> Numbered(IEnumerable<JsonObject> events)
    {
        var number = 0;
        foreach (var e in events)
        {
            e["sequence_number"] = number++;
            yield return (e["type"]!.GetValue<string>(), e.ToJsonString());
        }
    }

    private static JsonObject Event(string type, params (string Name, JsonNode? Value)[] fields)
    {
        var e = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields)
        {
            e[name] = value;
        }

        return e;
    }

    private static JsonObject Part(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };

    private static JsonObject Response(string model, string status, JsonObject? item) => new()
    {
        ["id"] = "resp_1",
        ["object"] = "response",
        ["created_at"] = 1,
        ["status"] = status,
        ["model"] = model,
        ["output"] = item is null ? [] : new JsonArray(item.DeepClone()),
        ["usage"] = item is null
            ? null
            : new JsonObject
            {
                ["input_tokens"] = InputTokens,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = OutputTokens,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = InputTokens + OutputTokens,
            },
    };
}
