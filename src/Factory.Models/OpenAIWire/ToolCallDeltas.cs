using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Factory.Models.OpenAIWire;

/// <summary>Puts tool calls together from the pieces a stream brings.</summary>
internal sealed class ToolCallDeltas(string responseId)
{
    private readonly List<Call> _calls = [];

    public void Add(StreamingChatToolCallUpdate update)
    {
        var call = _calls.FindLast(c => c.Index == update.Index);
        var startsAnother = call is not null && !string.IsNullOrEmpty(update.ToolCallId) && call.Id.Length > 0 && call.Id != update.ToolCallId;
        if (call is null || startsAnother)
        {
            _calls.Add(call = new Call { Index = update.Index });
        }

        call.Id = string.IsNullOrEmpty(update.ToolCallId) ? call.Id : update.ToolCallId;
        call.Name = string.IsNullOrEmpty(update.FunctionName) ? call.Name : update.FunctionName;
        if (update.FunctionArgumentsUpdate is { } piece && !piece.ToMemory().IsEmpty)
        {
            call.Arguments.Append(piece.ToString());
        }
    }

    /// <summary>The finished calls, once.</summary>
    public IReadOnlyList<FunctionCallContent> Take()
    {
        var calls = _calls.Select((c, i) => ToContent(c.Id.Length > 0 ? c.Id : $"call_{responseId}_{i}", c.Name, c.Arguments.ToString())).ToList();
        _calls.Clear();
        return calls;
    }

    /// <summary>A call whose arguments are no JSON object keeps its name and carries the error, for the model to read and correct.</summary>
    public static FunctionCallContent ToContent(string id, string name, string arguments)
    {
        try
        {
            var parsed = string.IsNullOrWhiteSpace(arguments) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments, AIJsonUtilities.DefaultOptions);
            return parsed is not null
                ? new FunctionCallContent(id, name, parsed)
                : Malformed(id, name, "they are null", null);
        }
        catch (JsonException e)
        {
            return Malformed(id, name, e.Message, e);
        }
    }

    private static FunctionCallContent Malformed(string id, string name, string why, Exception? inner) => new(id, name)
    {
        Exception = new FormatException($"The arguments of {name} are not a JSON object: {why}", inner),
    };

    private sealed class Call
    {
        public required int Index { get; init; }

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
