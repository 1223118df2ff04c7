using Factory.Configuration.Tests.Support;
using Factory.Configuration.Workloads;
using Factory.Domain.Routing.Simulation;

namespace Factory.Configuration.Tests.Workloads;

/// <summary>
/// What the workloads of <c>silo-config</c> come to, over all twenty seeds, with the product's own routing: the figures
/// of docs/reference/routing.md.
/// </summary>
public class ShippedWorkloadsTests
{
    [Fact]
    public void Run_TypicalWorkload_CostsAThirdOfPremiumAtNearlyItsAcceptance()
    {
        var report = Run("typical");
        var (premium, learned) = (Policy(report, "always-premium"), Policy(report, "learned"));
        learned.CostUsd.ShouldBeLessThanOrEqualTo(premium.CostUsd * 0.35m);
        learned.Acceptance.ShouldBeGreaterThanOrEqualTo(premium.Acceptance * 0.98);
        (report.Seeds, learned.Replays.Count).ShouldBe((20, 20));
    }

    [Theory]
    [InlineData("drifting")]
    [InlineData("adversarial")]
    public void Run_MisleadingWorkload_CostsAtMostATenthMoreThanTheStaticPyramid(string name)
    {
        var report = Run(name);
        var (plain, learned) = (Policy(report, "static-pyramid"), Policy(report, "learned"));
        learned.Acceptance.ShouldBeGreaterThanOrEqualTo(plain.Acceptance);
        learned.CostUsd.ShouldBeLessThanOrEqualTo(plain.CostUsd * 1.1m);
        learned.Regret.ShouldBeLessThan(plain.Regret, "with failures at their price experience is worth having");
    }

    private static SimulationReport Run(string name)
    {
        var report = Simulator.Run(WorkloadFile.Read(Path.Combine(Shipped.Folder, "workloads", name + ".json")));
        var page = File.ReadAllText(Shipped.File("docs/reference/routing.md"));
        foreach (var policy in report.Policies.Append(report.Oracle))
        {
            page.ShouldContain(
                FormattableString.Invariant($"{policy.CostUsd:0.00} USD, {policy.Acceptance * 100:0.0} %"),
                customMessage: $"the page's row of {name} is out of date: {policy.Name}");
        }

        return report;
    }

    private static PolicyResult Policy(SimulationReport report, string name) => report.Policies.Single(p => p.Name == name);
}
