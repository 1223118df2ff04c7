using System.Text.Json;
using Factory.Contracts.Models;

namespace Factory.TestKit.Fakes;

/// <summary>One model API: reads its requests and writes its responses frame by frame.</summary>
internal interface IFakeApiFormat
{
    ModelApi Api { get; }

    string Path { get; }

    string ContentType { get; }

    /// <summary>
    /// The messages by role (<c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>); every tool's result is a
    /// message of its own.
    /// </summary>
    IReadOnlyList<(string Role, string Text)> Messages(JsonElement body);

    /// <summary>A streamed answer.</summary>
    IEnumerable<string> Frames(ReceivedRequest turn, ScriptedResponse reply);

    /// <summary>A frame that breaks the format.</summary>
    string InvalidFrame { get; }

    /// <summary>The body of a refusal.</summary>
    object ErrorBody(ScriptedResponse reply);
}

/// <summary>What the formats share.</summary>
internal static class FakeApiFormatText
{
    private const int ChunkLength = 200;

    public static IEnumerable<string> Chunks(string? text) => (text ?? "").Chunk(ChunkLength).Select(c => new string(c));

    public static string Id(ReceivedRequest turn, int index) => $"call_{turn.Number}_{index}";

    /// <summary>The arguments as they are sent: truncated if the response is scripted so.</summary>
    public static string Arguments(ScriptedResponse reply, int index) =>
        reply.Fault == ResponseFault.TruncateToolCall && index == reply.ToolCalls.Count - 1
            ? reply.ToolCalls[index].Arguments[..^(reply.ToolCalls[index].Arguments.Length / 2)]
            : reply.ToolCalls[index].Arguments;

    public static int InputTokens(ReceivedRequest turn) => turn.Body.GetRawText().Length / 4;

    public static int OutputTokens(ScriptedResponse reply) =>
        (((reply.Text?.Length ?? 0) + (reply.Thinking?.Length ?? 0) + reply.ToolCalls.Sum(c => c.Arguments.Length)) / 4) + 1;

    /// <summary>Text of a content that is a text or a list of parts.</summary>
    public static string Text(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array =>
            string.Concat(content.EnumerateArray().Select(p => p.TryGetProperty("text", out var text) ? text.GetString() : "")),
        _ => "",
    };
}
