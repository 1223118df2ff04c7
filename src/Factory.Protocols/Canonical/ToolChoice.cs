namespace Factory.Protocols.Canonical;

/// <summary>Whether and which tool the model calls.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Tool">The tool of <see cref="ToolChoiceMode.Named"/>; null in all other modes.</param>
internal sealed record ToolChoice(ToolChoiceMode Mode, ToolName? Tool = null);
