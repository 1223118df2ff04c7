using System.Text.Json;

namespace Factory.Protocols.Canonical;

/// <summary>A request to a model independent of the vendor. Absent means the vendor's own default.</summary>
internal sealed record ModelRequest
{
    /// <value>The protocol it was read from: errors name its fields.</value>
    public required ModelApi SourceApi { get; init; }

    public IReadOnlyList<Message> Messages { get; init; } = [];

    public IReadOnlyList<Tool> Tools { get; init; } = [];

    public ToolChoice? ToolChoice { get; init; }

    public bool? ParallelToolCalls { get; init; }

    public int? MaxOutputTokens { get; init; }

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    public ResponseFormat? ResponseFormat { get; init; }

    public Reasoning? Reasoning { get; init; }

    public string? Verbosity { get; init; }

    public bool Stream { get; init; }

    /// <value>Whether a chat client asked for the chunk with usage at the end of a stream.</value>
    public bool IncludeUsage { get; init; }
}

internal enum Role
{
    System,
    User,
    Assistant,
}

/// <summary>What one side said. Two turns in a row never have the same role, and results of tools open their turn: <see cref="MessageNormalizer"/> sees to it.</summary>
internal sealed record Message(Role Role, IReadOnlyList<ContentPart> Parts);

internal sealed record Tool(ToolName Name, string? Description, JsonElement? Schema, bool? Strict = null, JsonElement? InputFormat = null);

/// <summary>A tool's name as the client knows it.</summary>
/// <param name="Name">The name within its namespace.</param>
/// <param name="Namespace">OpenAI's responses group tools; everywhere else null.</param>
/// <param name="IsCustom">Takes free text instead of arguments. In neutral form the text stands in <c>{"input": …}</c>.</param>
internal readonly record struct ToolName(string Name, string? Namespace = null, bool IsCustom = false);

internal enum ToolChoiceMode
{
    Auto,
    None,
    Required,
    Named,
}

internal sealed record ToolChoice(ToolChoiceMode Mode, ToolName? Tool = null);

/// <summary>JSON instead of prose; without a schema any JSON object.</summary>
internal sealed record ResponseFormat(JsonElement? Schema, string? Name = null, string? Description = null, bool? Strict = null);

/// <summary>How much a model may think before it answers.</summary>
/// <param name="Mode">Off, on, or left to the model.</param>
/// <param name="Effort">minimal, low, medium, high, xhigh or max; null where only a budget or nothing was said.</param>
/// <param name="BudgetTokens">In tokens.</param>
/// <param name="ShowText">Whether the client wants to read the thoughts.</param>
internal sealed record Reasoning(ReasoningMode Mode, string? Effort = null, int? BudgetTokens = null, bool ShowText = false);

internal enum ReasoningMode
{
    Unspecified,
    Off,
    On,
}
