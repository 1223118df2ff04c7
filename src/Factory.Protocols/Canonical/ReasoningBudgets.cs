namespace Factory.Protocols.Canonical;

/// <summary>Reasoning efforts as budgets in tokens and back, for vendors that take only the other of the two.</summary>
internal static class ReasoningBudgets
{
    /// <summary>The effort of a request: its own, or that of its budget; null where it has neither.</summary>
    public static string? EffortOf(Reasoning reasoning) =>
        reasoning.Effort ?? (reasoning.BudgetTokens is { } budget ? FromBudget(budget) : null);

    /// <summary>The budget for an effort.</summary>
    /// <param name="effort">An effort; null or an unknown one counts as medium.</param>
    /// <returns>Tokens.</returns>
    public static int ToBudget(string? effort) => effort switch
    {
        // 1,024 is the least that Anthropic accepts as budget_tokens.
        "minimal" => 1024,
        "low" => 2048,
        "high" => 16_384,
        "xhigh" or "max" => 32_768,
        _ => 8192,
    };

    /// <summary>The effort for a budget.</summary>
    /// <param name="budget">Tokens.</param>
    /// <returns>minimal, low, medium or high: the efforts that every vendor with efforts accepts.</returns>
    public static string FromBudget(int budget) => budget switch
    {
        // Each limit lies between two budgets of ToBudget, so that an effort survives the way through a vendor with
        // budgets and back.
        <= 1024 => "minimal",
        <= 4096 => "low",
        <= 12_288 => "medium",
        _ => "high",
    };
}
