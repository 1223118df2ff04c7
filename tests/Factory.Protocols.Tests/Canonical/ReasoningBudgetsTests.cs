using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Canonical;

public sealed class ReasoningBudgetsTests
{
    [Theory]
    [InlineData("minimal", 1024)]
    [InlineData("low", 2048)]
    [InlineData("medium", 8192)]
    [InlineData("high", 16_384)]
    [InlineData("xhigh", 32_768)]
    [InlineData("max", 32_768)]
    [InlineData("unknown", 8192)]
    [InlineData(null, 8192)]
    public void ToBudget_EveryEffort_IsTheDocumentedBudget(string? effort, int budget) =>
        ReasoningBudgets.ToBudget(effort).ShouldBe(budget);

    [Theory]
    [InlineData(0, "minimal")]
    [InlineData(1024, "minimal")]
    [InlineData(1025, "low")]
    [InlineData(4096, "low")]
    [InlineData(4097, "medium")]
    [InlineData(12_288, "medium")]
    [InlineData(12_289, "high")]
    [InlineData(int.MaxValue, "high")]
    public void FromBudget_EveryLimit_IsTheEffortBelowIt(int budget, string effort) => ReasoningBudgets.FromBudget(budget).ShouldBe(effort);

    [Theory]
    [InlineData("minimal")]
    [InlineData("low")]
    [InlineData("medium")]
    [InlineData("high")]
    public void FromBudget_TheBudgetOfAnEffort_IsTheEffort(string effort) =>
        ReasoningBudgets.FromBudget(ReasoningBudgets.ToBudget(effort)).ShouldBe(effort);
}
