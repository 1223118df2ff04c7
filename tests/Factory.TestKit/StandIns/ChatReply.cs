using System.Text.Json;

namespace Factory.TestKit.StandIns;

/// <summary>What the stand-in answers: text, thoughts, tool calls; or what goes wrong instead.</summary>
public sealed record ChatReply(string? Text, IReadOnlyList<ChatCall> Calls)
{
    /// <summary>What the model thinks before it speaks; null for nothing.</summary>
    public string? Thinking { get; init; }

    /// <summary>The HTTP status; anything but 200 is a refusal.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The value of the header <c>Retry-After</c>; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>What the refusal says.</summary>
    public string Said { get; init; } = "scripted failure";

    /// <summary>How the answer breaks.</summary>
    public Break Break { get; init; }

    /// <summary>Tool calls.</summary>
    public static ChatReply Call(params ChatCall[] calls) => new(null, calls);

    /// <summary>Submits a result.</summary>
    public static ChatReply Submit(object result) => Call(ChatCall.Of("submit_result", new { result }));

    /// <summary>Prose.</summary>
    public static ChatReply Say(string text) => new(text, []);

    /// <summary>An HTTP error.</summary>
    public static ChatReply Fail(int status, string? retryAfter = null, string said = "scripted failure") => new(null, []) { Status = status, RetryAfter = retryAfter, Said = said };
}

/// <summary>A tool call with its arguments as the model would write them.</summary>
public sealed record ChatCall(string Name, string Arguments)
{
    /// <summary>A call with arguments as JSON.</summary>
    public static ChatCall Of(string name, object arguments) => new(name, JsonSerializer.Serialize(arguments));
}

/// <summary>How an answer breaks.</summary>
public enum Break
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The connection is closed without a word.</summary>
    AtOnce,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    Midway,

    /// <summary>After half of the answer nothing more comes, and the connection stays open.</summary>
    Stall,

    /// <summary>In the middle comes something that is no JSON.</summary>
    Garbage,

    /// <summary>The answer stops in the middle, and the connection is closed properly.</summary>
    EndsEarly,

    /// <summary>The answer reaches its longest length within the last tool call's arguments.</summary>
    CutCall,

    /// <summary>The answer is complete, but nobody says what it used.</summary>
    NoUsage,
}
