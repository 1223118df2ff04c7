using Factory.Contracts.Metering;

namespace Factory.Domain.Attempts;

/// <summary>One entry of a transcript: one line of its file. Secrets are redacted before it is written.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, or the arguments of a call as JSON. Untrusted. Cut when it is too long.</param>
/// <param name="Tool">The tool called; null unless a call or its result.</param>
/// <param name="ToolCallId">Ties a result to its call; null unless one of them.</param>
/// <param name="IsError">True for a result that says what went wrong, and for an ending that is no success.</param>
/// <param name="OmittedCharacters">Characters cut from <paramref name="Text"/>; null when it is whole.</param>
/// <param name="Usage">Tokens of the attempt so far; null unless a model's answer or the ending.</param>
/// <param name="Cost">Money of the attempt so far; null unless a model's answer or the ending.</param>
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

/// <summary>What an entry of a transcript is.</summary>
public enum TranscriptEntryKind
{
    /// <summary>What the factory told the agent at the start: the system prompt, then the task.</summary>
    Prompt,

    /// <summary>What the model said.</summary>
    Assistant,

    /// <summary>What the model thought, where it shows that.</summary>
    Reasoning,

    /// <summary>A tool that the model called.</summary>
    ToolCall,

    /// <summary>Result of it.</summary>
    ToolResult,

    /// <summary>What the factory said in between: a reminder.</summary>
    Reminder,

    /// <summary>How the attempt ended.</summary>
    AttemptEnd,

    /// <summary>What happened to a model call, for the operator to know: a wait, a broken answer, a history that had to be compacted.</summary>
    Notice,
}
