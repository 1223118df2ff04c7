using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Routing.Simulation;

namespace Factory.Domain.Tests.Routing.Simulation;

/// <summary>The replay itself, on workloads whose outcome can be worked out by hand.</summary>
public class SimulatorTests
{
    private static readonly string[] Names = ["lab/weak", "lab/strong"];

    [Fact]
    public void Run_SameWorkloadTwice_SameFigures() =>
        JsonSerializer.Serialize(Simulator.Run(Workload(0.5, 0.9))).ShouldBe(JsonSerializer.Serialize(Simulator.Run(Workload(0.5, 0.9))));

    [Fact]
    public void Run_EveryModelAlwaysAccepted_EachTaskIsOneAttemptAtThePriceOfItsStart()
    {
        var report = Simulator.Run(Workload(1, 1));
        foreach (var (name, price) in new[] { ("always-premium", 10m), ("static-pyramid", 1m), ("learned", 1m) })
        {
            var policy = Policy(report, name);
            (policy.Acceptance, policy.AttemptsPerTask).ShouldBe((1, 1), name);
            policy.CostUsd.ShouldBeInRange((20 * price * 0.6m) + 20, (20 * price * 1.4m) + 20, name);
        }

        Policy(report, "static-pyramid").Regret.ShouldBe(0);
    }

    [Fact]
    public void Run_NothingIsEverAccepted_StopsAfterMaxAttempts() =>
        Simulator.Run(Workload(0, 0)).Policies.ShouldAllBe(p => p.Acceptance == 0 && p.AttemptsPerTask == 3 && p.CostPerAcceptedUsd == 0);

    [Fact]
    public void Run_CheapModelAlwaysFails_LearningAvoidsIt()
    {
        // Failing first costs half of what succeeding at once does.
        var workload = Workload(0, 1) with { Tasks = 100 };
        var report = Simulator.Run(workload with { Models = [workload.Models[0], workload.Models[1] with { InputPrice = 2 }] });
        Policy(report, "static-pyramid").AttemptsPerTask.ShouldBe(2);
        Policy(report, "learned").AttemptsPerTask.ShouldBeLessThan(1.35);
        Policy(report, "learned").CostUsd.ShouldBeLessThan(Policy(report, "static-pyramid").CostUsd);
    }

    [Fact]
    public void Run_Changes_ApplyFromTheirShare()
    {
        var half = Simulator.Run(Workload(1, 1) with
        {
            Tasks = 100,
            Changes = [new WorkloadChange(0.5, "lab/weak", AcceptanceFactor: 0, PriceFactor: 3)]
        });
        var plain = Policy(half, "static-pyramid");
        plain.AttemptsPerTask.ShouldBe(1.5, "one attempt before, two after");
        plain.CostUsd.ShouldBeInRange(600, 1_100, "50 at 1 USD, then 50 at 3 and 10, and 150 reviews");
    }

    [Fact]
    public void Run_QuotaOfTheDay_SendsTheRestToTheNextModel()
    {
        // A million tokens an attempt, two millions a day: the third task of a day is too much for the free one.
        var models = Workload(1, 1).Models;
        var workload = Workload(1, 1) with
        {
            Models = [models[0] with { Model = "free/weak", Tier = ModelTier.Free, TokensPerDay = 2_100_000 }, models[1]],
            MeanMinutesBetweenTasks = 60
        };
        workload = workload with { Acceptance = Table("free/weak", "lab/strong", 1, 1) };
        var plain = Policy(Simulator.Run(workload), "static-pyramid");
        plain.CostUsd.ShouldBeGreaterThan(20 * 1.4m + 40, "some had to go to the strong one");
        plain.Acceptance.ShouldBe(1);
    }

    /// <summary>
    /// Two kinds, each with a favourite of limited quota: either is used up first on some day, so that lists of equal
    /// length and equal first model differ.
    /// </summary>
    [Fact]
    public void Run_QuotasUsedUpInAnyOrder_ReplaysEveryTask()
    {
        WorkloadModel Limited(string name) => new(name, ModelTier.Free, 0, 0, TokensPerDay: 3_100_000);
        WorkloadKind Kind(string name) =>
            new(name, 1, ModelTier.Local, 1_000_000, 1, false, new Dictionary<string, double> { ["same"] = 1 });
        Dictionary<string, IReadOnlyDictionary<string, double>> Accepted(double a, double b) => new()
        {
            ["same"] = new Dictionary<string, double> { ["home/x"] = 0.1, ["one/a"] = a, ["two/b"] = b },
        };
        var workload = Workload(1, 1) with
        {
            Seeds = 20,
            Tasks = 60,
            MeanMinutesBetweenTasks = 60,
            Models = [new WorkloadModel("home/x", ModelTier.Local, 0, 0), Limited("one/a"), Limited("two/b")],
            Kinds = [Kind("build"), Kind("research")],
            Acceptance = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>>
            {
                ["build"] = Accepted(1, 0.9),
                ["research"] = Accepted(0.9, 1),
            },
        };
        WorkloadRules.Validate(workload).ShouldBeEmpty();

        var report = Simulator.Run(workload);

        report.Oracle.Replays.Count.ShouldBe(20);
        report.Oracle.AttemptsPerTask.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(0, 20, 10, "'seeds'")]
    [InlineData(2, 0, 10, "'tasks'")]
    [InlineData(2, 20, 0, "'meanMinutesBetweenTasks'")]
    public void Validate_OutOfBounds_NamesTheField(int seeds, int tasks, double between, string field) =>
        WorkloadRules.Validate(Workload(1, 1) with { Seeds = seeds, Tasks = tasks, MeanMinutesBetweenTasks = between })
            .ShouldHaveSingleItem()
            .ShouldContain(field);

    [Fact]
    public void Validate_InconsistentParts_AreNamed()
    {
        WorkloadRules.Validate(Workload(1, 1)).ShouldBeEmpty();
        WorkloadRules.Validate(Workload(1, 2))
            .ShouldHaveSingleItem()
            .ShouldBe("'acceptance' must hold a probability from 0 to 1 for build, same, lab/strong");
        WorkloadRules.Validate(Workload(1, 1) with { Changes = [new WorkloadChange(0.5, "lab/nobody")] })
            .ShouldHaveSingleItem()
            .ShouldContain("lab/nobody");
        WorkloadRules.Validate(Workload(1, 1) with { Models = [.. Workload(1, 1).Models, Workload(1, 1).Models[0]] })
            .ShouldContain("the model 'lab/weak' appears twice");
        WorkloadRules.Validate(Workload(1, 1) with { Models = [Workload(1, 1).Models[0] with { Model = "weak/" }] })
            .ShouldContain("the model 'weak/' must have the form provider/model");
    }

    private static Workload Workload(double weak, double strong) => new()
    {
        Name = "two",
        Description = "Two models, one kind.",
        Seeds = 2,
        Tasks = 20,
        MeanMinutesBetweenTasks = 10,
        MinutesPerAttempt = 5,
        ReviewUsd = 1,
        Models = [new WorkloadModel(Names[0], ModelTier.Cheap, 1, 0), new WorkloadModel(Names[1], ModelTier.Premium, 10, 0)],
        Kinds = [new WorkloadKind("build", 1, ModelTier.Local, 1_000_000, 1, true, new Dictionary<string, double> { ["same"] = 1 })],
        Acceptance = Table(Names[0], Names[1], weak, strong),
    };

    private static Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>> Table(
        string first,
        string second,
        double weak,
        double strong) => new()
        {
            ["build"] = new Dictionary<string, IReadOnlyDictionary<string, double>>
            {
                ["same"] = new Dictionary<string, double> { [first] = weak, [second] = strong }
            },
        };

    private static PolicyResult Policy(SimulationReport report, string name) => report.Policies.Single(p => p.Name == name);
}
