using Factory.Providers.Normalization;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Clients;

/// <summary>What providers refuse in a history although they wrote it themselves, and what callers need to know of a reply's tool calls.</summary>
internal static class ChatMessageSanitizer
{
    /// <summary>The messages as every provider takes them. The caller's own stay as they are.</summary>
    public static IReadOnlyList<ChatMessage> Sanitize(IEnumerable<ChatMessage> messages) =>
        [.. messages.Select(Sanitize).Where(m => m.Contents.Count > 0)];

    /// <summary>
    /// A call whose arguments are no JSON object keeps its name and carries the error, for the model to read and correct. Null arguments without an
    /// error are no arguments: Anthropic sends an empty text for a call without any, of which its SDK makes null.
    /// </summary>
    public static AIContent CheckToolCall(AIContent content) => content switch
    {
        FunctionCallContent { Exception: { } error } call => Malformed(call, error),
        FunctionCallContent { Arguments: { } arguments } call when arguments.ContainsKey(ResponseNormalizer.MalformedArguments) => Malformed(call, null),
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

    /// <summary>None instead of null. Arguments that did not parse go back as none too: servers refuse a history that is not JSON.</summary>
    private static AIContent WithArguments(AIContent content) =>
        content is FunctionCallContent { Arguments: null } call ? new FunctionCallContent(call.CallId, call.Name, new Dictionary<string, object?>()) : content;

    private static FunctionCallContent Malformed(FunctionCallContent call, Exception? error) => new(call.CallId, call.Name)
    {
        Exception = new FormatException($"The arguments of {call.Name} are not a JSON object{(error is null ? "" : ": " + error.GetBaseException().Message)}", error),
    };
}
