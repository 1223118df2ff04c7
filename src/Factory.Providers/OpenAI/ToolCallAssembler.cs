using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Providers.Normalization;

namespace Factory.Providers.OpenAI;

/// <summary>Assembles tool calls from the pieces of a stream, by the rules of the gateway.</summary>
internal sealed class ToolCallAssembler
{
    private readonly StreamedCalls<Call> _calls = new(_ => new Call());

    /// <summary>Adds a piece of a call, or a whole one.</summary>
    public void Add(JsonObject piece)
    {
        var function = piece["function"] as JsonObject;
        var arguments = (function?["arguments"] is JsonObject whole ? whole.ToJsonString() : function?["arguments"].Text()) ?? "";
        var delta = new ToolCallDelta(
            piece["index"].NonNegativeInt() ?? 0,
            piece["id"].Text() ?? "",
            function?["name"].Text(),
            arguments,
            "tool_calls");
        _calls.Take(delta).Arguments.Append(arguments);
    }

    /// <summary>The complete calls as one piece of a stream, each with a unique id and index.</summary>
    /// <param name="reply">Makes ids unique where the server gave none.</param>
    public JsonArray ToJson(string reply)
    {
        // Two calls with one id would get each other's results in the history, and OpenAI refuses such a history.
        var ids = new ReplyCallIds($"call_{reply}_");
        return [.. _calls.All.Select((call, i) => (JsonNode)new JsonObject
        {
            ["index"] = i,
            ["id"] = ids.Next(call.Id),
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = string.IsNullOrWhiteSpace(call.Name) ? ResponseNormalizer.UnnamedTool : call.Name,
                ["arguments"] = call.Arguments.ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : "{}",
            },
        })];
    }

    private sealed class Call : StreamedCall
    {
        public JsonObjectText Arguments { get; } = new();

        public override bool HasArguments => Arguments.Length > 0;

        public override bool HasCompleteArguments() => Arguments.IsComplete();
    }
}
