using System.Text.Json;

namespace Factory.TestKit.Fakes;

/// <summary>A response of the fake server: text, reasoning and tool calls, or a failure.</summary>
public sealed record ScriptedResponse(string? Text, IReadOnlyList<ScriptedToolCall> ToolCalls)
{
    /// <summary>Reasoning before the text; null for none.</summary>
    public string? Thinking { get; init; }

    /// <summary>The HTTP status; anything but 200 is an error.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The value of the header <c>Retry-After</c>; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Message of the error.</summary>
    public string ErrorMessage { get; init; } = "scripted failure";

    /// <summary>How the response fails.</summary>
    public ResponseFault Fault { get; init; }

    /// <summary>A response with tool calls.</summary>
    public static ScriptedResponse FromToolCalls(params ScriptedToolCall[] calls) => new(null, calls);

    /// <summary>A response that submits a result.</summary>
    public static ScriptedResponse FromSubmission(object result) => FromToolCalls(ScriptedToolCall.Of("submit_result", new { result }));

    /// <summary>A response with text only.</summary>
    public static ScriptedResponse FromText(string text) => new(text, []);

    /// <summary>An HTTP error.</summary>
    public static ScriptedResponse FromError(
        int status,
        string? retryAfter = null,
        string said = "scripted failure") => new(null, []) { Status = status, RetryAfter = retryAfter, ErrorMessage = said };
}

/// <summary>A tool call with its arguments as the model would write them.</summary>
public sealed record ScriptedToolCall(string Name, string Arguments)
{
    /// <summary>A call whose arguments are serialized as JSON.</summary>
    public static ScriptedToolCall Of(string name, object arguments) => new(name, JsonSerializer.Serialize(arguments));
}

/// <summary>How an answer breaks.</summary>
public enum ResponseFault
{
    /// <summary>It is complete.</summary>
    None,

    /// <summary>The connection is closed silently.</summary>
    Disconnect,

    /// <summary>The connection is cut in the middle of the response.</summary>
    DisconnectMidway,

    /// <summary>Nothing is sent after half of the response, and the connection stays open.</summary>
    Stall,

    /// <summary>A frame in the middle is not JSON.</summary>
    InvalidFrame,

    /// <summary>The response ends in the middle, and the connection is closed cleanly.</summary>
    EndEarly,

    /// <summary>The response reaches its output limit within the arguments of the last tool call.</summary>
    TruncateToolCall,

    /// <summary>The response is complete but reports no usage.</summary>
    OmitUsage,
}
