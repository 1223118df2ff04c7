using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// Shortens messages but keeps every tool call and its result, since APIs reject one without the other.
/// </summary>
internal static class HistoryCompactor
{
    private const string OmittedResult = "(omitted to save space: call the tool again if you need the result)";
    private const string OmittedMiddle = "\n(… the middle was omitted to save space …)\n";
    private const int MaxArgumentLength = 200;
    private const int MaxResultLength = 2_000;

    /// <summary>Replaces tool results by a notice.</summary>
    public static ChatMessage DropToolResults(ChatMessage message) =>
        message.Role == ChatRole.Tool
            ? MapContents(message, c => c is FunctionResultContent r ? new FunctionResultContent(r.CallId, OmittedResult) : c)
            : message;

    /// <summary>
    /// Removes reasoning, and replaces long arguments of calls by a notice: files that were written can be read again.
    /// </summary>
    public static ChatMessage DropReasoningAndLongArguments(ChatMessage message) =>
        message.Role == ChatRole.Assistant && message.Contents.OfType<FunctionCallContent>().Any()
        ? MapContents(message, c => c switch
        {
            TextReasoningContent => null,
            FunctionCallContent { Arguments: { } arguments } call =>
                new FunctionCallContent(
                    call.CallId,
                    call.Name,
                    arguments.ToDictionary(
                        a => a.Key,
                        a => CountCharacters(a.Value) > MaxArgumentLength ? "(omitted to save space)" : a.Value)),
            _ => c,
        })
        : message;

    /// <summary>Removes the middle of long tool results.</summary>
    public static ChatMessage TruncateToolResults(ChatMessage message) => message.Role == ChatRole.Tool
        ? MapContents(
            message,
            c =>
                c is FunctionResultContent { Result: string { Length: > MaxResultLength } text } r
                    ? new FunctionResultContent(r.CallId, RemoveMiddle(text)) { Exception = r.Exception }
                    : c)
        : message;

    /// <summary>Returns the number of characters of a message that the model reads.</summary>
    public static long CountCharacters(ChatMessage message) => message.Contents.Sum(c => c switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent reasoning => reasoning.Text.Length,
        FunctionResultContent { Result: string text } => text.Length,
        FunctionCallContent call => call.Arguments?.Sum(a => CountCharacters(a.Value)) ?? 0,
        _ => 0L,
    });

    private static string RemoveMiddle(string text) => text[..(MaxResultLength / 2)] + OmittedMiddle + text[^(MaxResultLength / 2)..];

    private static ChatMessage MapContents(
        ChatMessage message,
        Func<AIContent, AIContent?> change) => new(message.Role, [.. message.Contents.Select(change).OfType<AIContent>()]);

    // The raw text: GetString throws for an unpaired surrogate, which models do send.
    private static long CountCharacters(object? argument) =>
        argument is JsonElement element ? element.GetRawText().Length : argument?.ToString()?.Length ?? 0;
}
