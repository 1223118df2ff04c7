using System.Text;
using System.Text.Json.Nodes;
using Factory.Providers.Normalization;

namespace Factory.Providers.OpenAI;

/// <summary>
/// Assembles tool calls from the pieces of a stream. Servers differ in what they repeat, leave out or number.
/// </summary>
internal sealed class ToolCallAssembler
{
    private readonly List<Call> _calls = [];

    /// <summary>Adds a piece of a call, or a whole one.</summary>
    public void Add(JsonObject piece)
    {
        var index = piece["index"].NonNegativeInt() ?? 0;
        var id = piece["id"].Text() ?? "";
        var function = piece["function"] as JsonObject;
        var name = function?["name"].Text() ?? "";
        var arguments = (function?["arguments"] is JsonObject whole ? whole.ToJsonString() : function?["arguments"].Text()) ?? "";
        var call = _calls.FindLast(c => c.Index == index && id.Length > 0 && c.Id == id) ?? _calls.FindLast(c => c.Index == index);
        if (call is null || StartsNewCall(call, id, name, arguments))
        {
            _calls.Add(call = new Call(index));
        }

        call.Id = call.Id.Length > 0 ? call.Id : id;

        // A name may come late and in pieces; some servers repeat the whole name in each piece.
        call.Name = call.Name == name || call.Arguments.Length > 0 ? call.Name : call.Name + name;
        call.Name = call.Name.Length > 0 ? call.Name : name;
        call.Arguments.Append(arguments);
    }

    /// <summary>The complete calls as one piece of a stream, each with a unique id and index.</summary>
    /// <param name="reply">Makes ids unique where the server gave none.</param>
    public JsonArray ToJson(string reply)
    {
        // Two calls with one id would get each other's results in the history, and OpenAI refuses such a history.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. _calls.Select((call, i) => (JsonNode)new JsonObject
        {
            ["index"] = i,
            ["id"] = call.Id.Length > 0 && seen.Add(call.Id) ? call.Id : $"call_{reply}_{i}",
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = string.IsNullOrWhiteSpace(call.Name) ? ResponseNormalizer.UnnamedTool : call.Name,
                ["arguments"] = string.IsNullOrWhiteSpace(call.Arguments.ToString())
                    ? "{}"
                    : string.Concat(call.Arguments.ToString().EnumerateRunes()),
            },
        })];
    }

    // Some servers send all calls under one index, distinguished by id; some under one id, too. Others give every piece
    // a new id, and a name only to the first. Others repeat id and name in every piece, and end with one that has no
    // arguments. So a new call begins with a name, and only where the id changes or the arguments so far are a complete
    // object.
    private static bool StartsNewCall(Call call, string id, string name, string arguments) =>
        name.Length > 0
        && ((id.Length > 0 && call.Id.Length > 0 && call.Id != id)
            || ((name != call.Name || !string.IsNullOrWhiteSpace(arguments)) && LenientJson.IsObject(call.Arguments.ToString())));

    private sealed class Call(int index)
    {
        public int Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
