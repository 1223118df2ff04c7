using Factory.Protocols.Canonical;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>What a stream has shown of one output item.</summary>
/// <param name="type">message, function_call, reasoning or another type.</param>
/// <param name="index">Its <c>output_index</c>; null where the server sends none.</param>
/// <param name="id">Its id; null where the server sends none.</param>
/// <param name="callId">The id of its call; null where it is not a call.</param>
internal sealed class ResponsesItem(string type, long? index, string? id, string? callId)
{
    /// <value>message, function_call, reasoning or another type.</value>
    public string Type => type;

    /// <value>What of it goes to the client, by its kind: a message can hold text and a refusal.</value>
    public Dictionary<StreamBlockKind, StreamBlock> Blocks { get; } = [];

    /// <value>Whether events can refer to it.</value>
    public bool HasKey => index is not null || id is not null || callId is not null;

    /// <value>Whether its content came in deltas, so that the complete item repeats it.</value>
    public bool IsStreamed { get; set; }

    /// <value>Whether the complete item has come.</value>
    public bool IsDone { get; set; }

    /// <value>The part of the reasoning that the last delta belonged to; null before the first.</value>
    public (string Kind, long Index)? ReasoningPart { get; set; }

    /// <summary>Whether an event with these keys refers to this item.</summary>
    public bool Matches(long? otherIndex, string? otherId, string? otherCallId)
    {
        // The index first: GitHub Copilot sends another id of the same item with every event. llama.cpp sends no index,
        // and the call's id as item_id.
        return index is not null && otherIndex is not null
            ? index == otherIndex
            : (id is not null && id == otherId) || (callId is not null && (callId == otherCallId || callId == otherId));
    }
}
