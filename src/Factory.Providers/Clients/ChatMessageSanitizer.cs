using Factory.Providers.Normalization;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Clients;

/// <summary>
/// Removes from a history what providers refuse although they generated it, and checks the tool calls of a response.
/// </summary>
internal static class ChatMessageSanitizer
{
    /// <summary>The messages as every provider accepts them. The caller's own are not changed.</summary>
    public static IReadOnlyList<ChatMessage> Sanitize(IEnumerable<ChatMessage> messages) =>
        [.. messages.Select(Sanitize).Where(m => m.Contents.Count > 0)];

    /// <summary>
    /// A call whose arguments are not a JSON object keeps its name and gets an error, for the model to read and
    /// correct. Null arguments without an error are an empty object: Anthropic sends an empty string for a call without
    /// arguments, which its SDK reads as null.
    /// </summary>
    public static AIContent CheckToolCall(AIContent content) => content switch
    {
        FunctionCallContent { Exception: { } error } call => Malformed(call, error),
        FunctionCallContent { Arguments: { } arguments } call when arguments.ContainsKey(ResponseNormalizer.MalformedArguments) =>
            Malformed(call, null),
        _ => WithArguments(content),
    };

    private static ChatMessage Sanitize(ChatMessage message)
    {
        if (!message.Contents.Any(c => c is TextContent { Text.Length: 0 } or FunctionCallContent { Arguments: null }))
        {
            return message;
        }

        var copy = message.Clone();
        copy.Contents = [.. message.Contents.Where(c => c is not TextContent { Text.Length: 0 }).Select(WithArguments)];
        return copy;
    }

    /// <summary>
    /// An empty object instead of null, also for arguments that did not parse: servers refuse a history with anything
    /// else.
    /// </summary>
    private static AIContent WithArguments(AIContent content) =>
        content is FunctionCallContent { Arguments: null } call
            ? new FunctionCallContent(call.CallId, call.Name, new Dictionary<string, object?>())
            : content;

    private static FunctionCallContent Malformed(FunctionCallContent call, Exception? error) => new(call.CallId, call.Name)
    {
        Exception = new FormatException(
            $"The arguments of {call.Name} are not a JSON object{(error is null ? "" : ": " + error.GetBaseException().Message)}",
            error),
    };
}
