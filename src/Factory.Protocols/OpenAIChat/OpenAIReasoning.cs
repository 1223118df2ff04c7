using Factory.Protocols.Canonical;

namespace Factory.Protocols.OpenAIChat;

/// <summary>OpenAI's reasoning effort, in chat and responses.</summary>
internal static class OpenAIReasoning
{
    /// <summary>Reads an effort.</summary>
    /// <param name="effort">The client's effort; null where it sent none.</param>
    /// <param name="show">Whether the client requested a summary of the reasoning.</param>
    /// <returns>Null where the client left all of it to the model.</returns>
    public static Reasoning? Read(string? effort, bool show) => effort switch
    {
        null => show ? new Reasoning(ReasoningMode.Unspecified, ShowText: true) : null,
        "none" => new Reasoning(ReasoningMode.Off, "none", null, show),
        _ => new Reasoning(ReasoningMode.Unspecified, effort, null, show),
    };

    /// <summary>The effort to send; null for the model's default.</summary>
    public static string? Effort(ModelRequest request, TranslationContext context)
    {
        if (!context.SupportsReasoning || request.Reasoning is not { } reasoning)
        {
            return null;
        }

        return reasoning switch
        {
            // Models before GPT-5.1 reject "none". A client of OpenAI's API that sends it has chosen a model that
            // accepts it; any other client just switched thinking off, and for those the model's default is the nearest
            // that every model accepts.
            { Mode: ReasoningMode.Off } => reasoning.Effort == "none" ? "none" : null,
            { Effort: "max" } => "high",
            { Effort: { } effort } => effort,
            { BudgetTokens: { } budget } => ReasoningBudgets.FromBudget(budget),
            _ => null,
        };
    }
}
