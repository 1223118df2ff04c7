using System.Text.Json;

namespace Factory.TestKit.StandIns;

/// <summary>One wire format: reads its requests and writes its answers, frame by frame as they stand on the wire.</summary>
internal interface IWireSpeech
{
    ModelWire Wire { get; }

    string Path { get; }

    string ContentType { get; }

    /// <summary>The messages by role (<c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>); every tool's result is a message of its own.</summary>
    IReadOnlyList<(string Role, string Text)> Messages(JsonElement body);

    /// <summary>A streamed answer.</summary>
    IEnumerable<string> Frames(ChatTurn turn, ChatReply reply);

    /// <summary>A frame that breaks the format.</summary>
    string Garbage { get; }

    /// <summary>The body of a refusal.</summary>
    object Refusal(ChatReply reply);
}

/// <summary>What the formats share.</summary>
internal static class Speech
{
    private const int PieceLength = 200;

    public static IEnumerable<string> Pieces(string? text) => (text ?? "").Chunk(PieceLength).Select(c => new string(c));

    public static string Id(ChatTurn turn, int index) => $"call_{turn.Number}_{index}";

    /// <summary>The arguments as they come out: cut short where the reply says so.</summary>
    public static string Arguments(ChatReply reply, int index) =>
        reply.Break == Break.CutCall && index == reply.Calls.Count - 1 ? reply.Calls[index].Arguments[..^(reply.Calls[index].Arguments.Length / 2)] : reply.Calls[index].Arguments;

    public static int InputTokens(ChatTurn turn) => turn.Body.GetRawText().Length / 4;

    public static int OutputTokens(ChatReply reply) => (((reply.Text?.Length ?? 0) + (reply.Thinking?.Length ?? 0) + reply.Calls.Sum(c => c.Arguments.Length)) / 4) + 1;

    /// <summary>Text of a content that is a text or a list of parts.</summary>
    public static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(p => p.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
