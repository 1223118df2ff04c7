using Factory.Domain.Routing.Simulation;

namespace Factory.Domain.Tests.Routing.Simulation;

/// <summary>What the shipped workloads come to, over all twenty seeds, with the product's own routing.</summary>
public class SimulatorTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Run_Typical_CostsAThirdOfPremiumAtNearlyItsAcceptance()
    {
        var report = Run("typical");
        var (premium, learned) = (Policy(report, "always-premium"), Policy(report, "learned"));
        learned.CostUsd.ShouldBeLessThanOrEqualTo(premium.CostUsd * 0.35m);
        learned.Acceptance.ShouldBeGreaterThanOrEqualTo(premium.Acceptance * 0.98);
        report.Seeds.ShouldBe(20);
    }

    [Theory]
    [InlineData("drifting")]
    [InlineData("adversarial")]
    public void Run_WorkloadsThatMislead_NeverMuchDearerThanTheStaticPyramid(string name)
    {
        var report = Run(name);
        var (plain, learned) = (Policy(report, "static-pyramid"), Policy(report, "learned"));
        learned.Acceptance.ShouldBeGreaterThanOrEqualTo(plain.Acceptance);
        learned.CostUsd.ShouldBeLessThanOrEqualTo(plain.CostUsd * 1.1m);
        learned.Regret.ShouldBeLessThan(plain.Regret, "with failures at their price experience is worth having");
    }

    [Fact]
    public void Run_SameWorkloadTwice_SameFigures()
    {
        var workload = ShippedWorkloads.Read("drifting") with { Seeds = 2, Tasks = 60 };
        System.Text.Json.JsonSerializer.Serialize(Simulator.Run(workload)).ShouldBe(System.Text.Json.JsonSerializer.Serialize(Simulator.Run(workload)));
    }

    [Fact]
    public void Run_EveryModelAlwaysAccepted_EachTaskIsOneAttemptAtThePriceOfItsStart()
    {
        var workload = ShippedWorkloads.Read("typical") with { Seeds = 1, Tasks = 20 };
        workload = workload with
        {
            Kinds = [workload.Kinds[2]],
            ReviewUsd = 1,
            Acceptance = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>>
            {
                ["build"] = workload.Kinds[2].Difficulty.ToDictionary(d => d.Key, IReadOnlyDictionary<string, double> (_) => workload.Models.ToDictionary(m => m.Model, _ => 1.0)),
            },
        };
        var report = Simulator.Run(workload);
        foreach (var (name, price) in new[] { ("always-premium", 2.0m), ("static-pyramid", 0.05m), ("learned", 0.05m) })
        {
            var policy = Policy(report, name);
            (policy.Acceptance, policy.Attempts).ShouldBe((1, 1));
            policy.CostUsd.ShouldBeInRange((20 * price * 0.6m) + 20, (20 * price * 1.4m) + 20, name);
        }
    }

    [Fact]
    public void Run_NothingIsEverAccepted_GivesUpAfterItsTries()
    {
        var workload = ShippedWorkloads.Read("typical") with { Seeds = 1, Tasks = 10, Changes = [.. ShippedWorkloads.Read("typical").Models.Select(m => new WorkloadChange(0, m.Model, AcceptanceFactor: 0))] };
        Simulator.Run(workload).Policies.ShouldAllBe(p => p.Acceptance == 0 && p.Attempts == 3);
    }

    private SimulationReport Run(string name)
    {
        var report = Simulator.Run(ShippedWorkloads.Read(name));
        foreach (var p in report.Policies.Append(report.Oracle))
        {
            output.WriteLine($"{name} {p.Name,-16} cost {p.CostUsd,9} acceptance {p.Acceptance:0.0000} regret {p.Regret,9} an accepted task {p.PerAcceptedUsd} attempts {p.Attempts}");
        }

        return report;
    }

    private static PolicyResult Policy(SimulationReport report, string name) => report.Policies.Single(p => p.Name == name);
}
