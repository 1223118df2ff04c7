namespace Factory.Protocols.Canonical;

/// <summary>How much a model reasons before it answers.</summary>
/// <param name="Mode">Off, on, or left to the model.</param>
/// <param name="Effort">minimal, low, medium, high, xhigh or max; null where the client sent a budget or
/// neither.</param>
/// <param name="BudgetTokens">The most reasoning, in tokens; null where the client sent an effort or neither.</param>
/// <param name="ShowText">Whether the reply includes the reasoning, or a summary of it.</param>
internal sealed record Reasoning(ReasoningMode Mode, string? Effort = null, int? BudgetTokens = null, bool ShowText = false);
