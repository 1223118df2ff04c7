using System.Text.Json;

namespace Factory.TestKit.OpenAI;

/// <summary>What the stand-in answers: text, tool calls, or an error.</summary>
public sealed record ChatReply(string? Text, IReadOnlyList<ChatCall> Calls, int Status = 200, bool Drop = false)
{
    /// <summary>Tool calls.</summary>
    public static ChatReply Call(params ChatCall[] calls) => new(null, calls);

    /// <summary>Submits a result.</summary>
    public static ChatReply Submit(object result) => Call(ChatCall.Of("submit_result", new { result }));

    /// <summary>Prose.</summary>
    public static ChatReply Say(string text) => new(text, []);

    /// <summary>An HTTP error.</summary>
    public static ChatReply Fail(int status) => new(null, [], status);
}

/// <summary>A tool call with its arguments as the model would write them.</summary>
public sealed record ChatCall(string Name, string Arguments)
{
    /// <summary>A call with arguments as JSON.</summary>
    public static ChatCall Of(string name, object arguments) => new(name, JsonSerializer.Serialize(arguments));
}
