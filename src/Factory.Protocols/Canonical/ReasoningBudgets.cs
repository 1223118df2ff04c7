namespace Factory.Protocols.Canonical;

/// <summary>Efforts in words as budgets in tokens, and back, for vendors that say it in the other way.</summary>
internal static class ReasoningBudgets
{
    public static int ToBudget(string? effort) => effort switch
    {
        "minimal" => 1024,
        "low" => 2048,
        "high" => 16_384,
        "xhigh" or "max" => 32_768,
        _ => 8192,
    };

    public static string FromBudget(int budget) => budget switch
    {
        <= 1024 => "minimal",
        <= 4096 => "low",
        <= 12_288 => "medium",
        _ => "high",
    };
}
