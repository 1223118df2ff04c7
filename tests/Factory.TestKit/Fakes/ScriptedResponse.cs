using System.Text.Json;

namespace Factory.TestKit.Fakes;

/// <summary>What the fake server answers: text, thoughts, tool calls; or what goes wrong instead.</summary>
public sealed record ScriptedResponse(string? Text, IReadOnlyList<ScriptedToolCall> ToolCalls)
{
    /// <summary>What the model thinks before it speaks; null for nothing.</summary>
    public string? Thinking { get; init; }

    /// <summary>The HTTP status; anything but 200 is a refusal.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The value of the header <c>Retry-After</c>; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>What the refusal says.</summary>
    public string ErrorMessage { get; init; } = "scripted failure";

    /// <summary>How the answer breaks.</summary>
    public ResponseFault Fault { get; init; }

    /// <summary>Tool calls.</summary>
    public static ScriptedResponse FromToolCalls(params ScriptedToolCall[] calls) => new(null, calls);

    /// <summary>Submits a result.</summary>
    public static ScriptedResponse FromSubmission(object result) => FromToolCalls(ScriptedToolCall.Of("submit_result", new { result }));

    /// <summary>Prose.</summary>
    public static ScriptedResponse FromText(string text) => new(text, []);

    /// <summary>An HTTP error.</summary>
    public static ScriptedResponse FromError(int status, string? retryAfter = null, string said = "scripted failure") => new(null, []) { Status = status, RetryAfter = retryAfter, ErrorMessage = said };
}

/// <summary>A tool call with its arguments as the model would write them.</summary>
public sealed record ScriptedToolCall(string Name, string Arguments)
{
    /// <summary>A call with arguments as JSON.</summary>
    public static ScriptedToolCall Of(string name, object arguments) => new(name, JsonSerializer.Serialize(arguments));
}

/// <summary>How an answer breaks.</summary>
public enum ResponseFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The connection is closed silently.</summary>
    Disconnect,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    DisconnectMidway,

    /// <summary>After half of the answer nothing more comes, and the connection stays open.</summary>
    Stall,

    /// <summary>In the middle comes something that is no JSON.</summary>
    InvalidFrame,

    /// <summary>The answer stops in the middle, and the connection is closed properly.</summary>
    EndEarly,

    /// <summary>The answer reaches its longest length within the last tool call's arguments.</summary>
    TruncateToolCall,

    /// <summary>The answer is complete, but nobody says what it used.</summary>
    OmitUsage,
}
