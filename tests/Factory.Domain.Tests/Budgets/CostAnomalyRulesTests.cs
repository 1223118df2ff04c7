using Factory.Contracts.Metering;
using Factory.Domain.Budgets;

namespace Factory.Domain.Tests.Budgets;

public class CostAnomalyRulesTests
{
    [Theory]
    [InlineData(10.01, "1 1 1 1 1", true)]
    [InlineData(10, "1 1 1 1 1", false)]
    [InlineData(1_000, "1 1 1 1", false)]
    [InlineData(30.01, "1 5 3 2 9", true)]
    [InlineData(30, "1 5 3 2 9", false)]
    // An even number of others: the mean of the middle two.
    [InlineData(25.01, "9 1 2 3 1 8", true)]
    [InlineData(25, "9 1 2 3 1 8", false)]
    // One expensive task does not move the median.
    [InlineData(10.01, "1 1 1 1 1000", true)]
    // Others that were free: still at least a tenth of a dollar.
    [InlineData(0.10, "0 0 0 0 0", true)]
    [InlineData(0.09999999, "0 0 0 0 0", false)]
    [InlineData(0, "0 0 0 0 0", false)]
    public void Detect_Cost_ReportsAboveTenTimesTheMedian(double spent, string others, bool speaks) =>
        (CostAnomalyRules.Detect(
            "build",
            new Usd((decimal)spent),
            [.. others.Split(' ').Select(o => new Usd(decimal.Parse(o)))]) is not null).ShouldBe(speaks);

    [Fact]
    public void Detect_Anomaly_NamesAmountsKindAndSampleSize() =>
        CostAnomalyRules.Detect("build", new Usd(4.5m), [.. Enumerable.Repeat(new Usd(0.125m), 7)])
            .ShouldBe("4.50 USD so far; the median of 7 other tasks of the kind 'build' is 0.13 USD");
}
