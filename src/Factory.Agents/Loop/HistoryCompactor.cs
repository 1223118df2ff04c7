using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>Makes messages shorter without breaking the exchange of calls and results that providers insist on.</summary>
internal static class HistoryCompactor
{
    private const string OmittedResult = "(left out to save room: call the tool again if you need it)";
    private const string OmittedMiddle = "\n(… the middle is left out to save room …)\n";
    private const int MaxArgumentLength = 200;
    private const int MaxResultLength = 2_000;

    /// <summary>Without what tools returned.</summary>
    public static ChatMessage DropToolResults(ChatMessage message) =>
        message.Role == ChatRole.Tool ? MapContents(message, c => c is FunctionResultContent r ? new FunctionResultContent(r.CallId, OmittedResult) : c) : message;

    /// <summary>Without thoughts, and with long arguments of calls left out: files that were written can be read again.</summary>
    public static ChatMessage DropReasoningAndLongArguments(ChatMessage message) => message.Role == ChatRole.Assistant && message.Contents.OfType<FunctionCallContent>().Any()
        ? MapContents(message, c => c switch
        {
            TextReasoningContent => null,
            FunctionCallContent { Arguments: { } arguments } call => new FunctionCallContent(call.CallId, call.Name, arguments.ToDictionary(a => a.Key, a => CountCharacters(a.Value) > MaxArgumentLength ? "(left out to save room)" : a.Value)),
            _ => c,
        })
        : message;

    /// <summary>With the middle of long results cut out.</summary>
    public static ChatMessage TruncateToolResults(ChatMessage message) => message.Role == ChatRole.Tool
        ? MapContents(message, c => c is FunctionResultContent { Result: string { Length: > MaxResultLength } text } r ? new FunctionResultContent(r.CallId, RemoveMiddle(text)) { Exception = r.Exception } : c)
        : message;

    /// <summary>The characters of a message that count.</summary>
    public static long CountCharacters(ChatMessage message) => message.Contents.Sum(c => c switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        FunctionResultContent { Result: string text } => text.Length,
        FunctionCallContent call => call.Arguments?.Sum(a => CountCharacters(a.Value)) ?? 0,
        _ => 0L,
    });

    private static string RemoveMiddle(string text) => text[..(MaxResultLength / 2)] + OmittedMiddle + text[^(MaxResultLength / 2)..];

    private static ChatMessage MapContents(ChatMessage message, Func<AIContent, AIContent?> change) => new(message.Role, [.. message.Contents.Select(change).OfType<AIContent>()]);

    // The raw text: reading a JSON text as a string fails on half of a character pair.
    private static long CountCharacters(object? argument) =>
        argument is JsonElement element ? element.GetRawText().Length : argument?.ToString()?.Length ?? 0;
}
