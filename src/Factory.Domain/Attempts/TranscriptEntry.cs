using Factory.Contracts.Metering;

namespace Factory.Domain.Attempts;

/// <summary>One entry of a transcript: one line of its file. Secrets are redacted before it is written.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Text">The text, or the arguments of a call as JSON. Untrusted. Truncated when it is too long.</param>
/// <param name="Tool">The tool called; null unless a call or its result.</param>
/// <param name="ToolCallId">Ties a result to its call; null unless one of them.</param>
/// <param name="IsError">True for a tool result that is an error, and for an attempt end that is not a success.</param>
/// <param name="OmittedCharacters">Number of characters removed from <paramref name="Text"/>; null when it is
/// complete.</param>
/// <param name="Usage">Tokens of the attempt so far; null unless a model's response or the attempt's end.</param>
/// <param name="Cost">Money of the attempt so far; null unless a model's response or the attempt's end.</param>
public sealed record TranscriptEntry(
    long Number,
    DateTimeOffset At,
    TranscriptEntryKind Kind,
    string Text,
    string? Tool = null,
    string? ToolCallId = null,
    bool IsError = false,
    int? OmittedCharacters = null,
    TokenUsage? Usage = null,
    Usd? Cost = null);

/// <summary>Kinds of transcript entries.</summary>
public enum TranscriptEntryKind
{
    /// <summary>A prompt at the start of the attempt: the system prompt, then the task.</summary>
    Prompt,

    /// <summary>Text of the model.</summary>
    Assistant,

    /// <summary>Reasoning of the model, if its provider returns it.</summary>
    Reasoning,

    /// <summary>A tool call of the model.</summary>
    ToolCall,

    /// <summary>Result of a tool call.</summary>
    ToolResult,

    /// <summary>A message of the factory between turns, for example to submit a result.</summary>
    Reminder,

    /// <summary>How the attempt ended.</summary>
    AttemptEnd,

    /// <summary>
    /// Something about a model call that the operator should know: a wait, an invalid response, a compacted history.
    /// </summary>
    Notice,

    /// <summary>A message of the operator to the agent at work.</summary>
    Operator,
}
