using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Routing;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing;

/// <summary>What is learned from a look at a task: each attempt once, when it is judged.</summary>
public class RoutingRecordsTests
{
    private static readonly FactoryConfig Config = Given.Config();

    [Fact]
    public void Observe_TaskFromStartToEnd_CountsEachAttemptOnce()
    {
        var sentBack = Attempt(1, Given.SmallModel, AttemptStatus.Succeeded, AttemptVerdict.Rejected, cost: 0.12m);
        var malformed = Attempt(2, Given.SmallModel, AttemptStatus.Failed, code: ErrorCodes.ArtifactMalformed);
        var accepted = Attempt(3, Given.LargeModel, AttemptStatus.Succeeded, AttemptVerdict.Accepted, cost: 4.8m);
        TaskView[] looks =
        [
            Task(TaskStage.Ready),
            Task(TaskStage.InProgress, Attempt(1, Given.SmallModel, AttemptStatus.Running)),
            Task(TaskStage.Review, sentBack with { Verdict = null }),
            Task(TaskStage.Ready, sentBack),
            Task(TaskStage.InProgress, sentBack, Attempt(2, Given.SmallModel, AttemptStatus.Running)),
            Task(TaskStage.InProgress, sentBack, malformed, Attempt(3, Given.LargeModel, AttemptStatus.Running)),
            Task(TaskStage.Delivering, sentBack, malformed, accepted),
            Task(TaskStage.Done, sentBack, malformed, accepted),
        ];
        var records = looks.SelectMany(look => new[] { look, look })
            .Aggregate(RoutingRecords.Empty, (sum, look) => sum.Observe(look, Config));

        records.ForKind(TaskKinds.Build).Outcomes.ShouldBe(3);
        records.CountedAttempts.ShouldBeEmpty();
        Counts(records).ShouldBe(["lab/large later 1/1", "lab/small first 0/1", "lab/small later 0/1"]);
        records.Models.Single(m => m.Model == Given.LargeModel).CostRatioSum.ShouldBe(2, 1e-9, "twice the typical price of 2.40 USD");
        records.Models.Single(m => m is { IsAfterSetback: false }).CostRatioSum.ShouldBe(0.5, 1e-2);
    }

    [Theory]
    [InlineData(AttemptStatus.Succeeded, AttemptVerdict.Accepted)]
    [InlineData(AttemptStatus.Succeeded, AttemptVerdict.Rejected)]
    [InlineData(AttemptStatus.Failed, null)]
    public void Observe_RehearsalModel_ChangesNothingThatIsKnownAboutRealOnes(AttemptStatus status, AttemptVerdict? verdict)
    {
        var known = RoutingRecords.Empty.Observe(Task(TaskStage.Ready), Config)
            .Observe(Task(TaskStage.Done, Attempt(1, Given.LargeModel, AttemptStatus.Succeeded, AttemptVerdict.Accepted)), Config);
        var rehearsal = Config with
        {
            Catalogue = new([.. Config.Catalogue.Providers.Select(p => p with { Api = ModelApi.Rehearsal })]),
        };

        var after = known.Observe(Task(TaskStage.Ready), rehearsal)
            .Observe(Task(TaskStage.Done, Attempt(1, Given.SmallModel, status, verdict, ErrorCodes.ArtifactMalformed)), rehearsal);

        after.Models.ShouldBe(known.Models);
        after.Kinds.ShouldBe(known.Kinds, "the outcomes of a kind are the clock by which records of real models age");
        after.CountedAttempts.ShouldBeEmpty();
    }

    public static TheoryData<string, TaskStage, AttemptStatus, AttemptVerdict?, string?> Nothing => new()
    {
        { "lost", TaskStage.Ready, AttemptStatus.Lost, null, ErrorCodes.AttemptLost },
        { "stopped", TaskStage.Ready, AttemptStatus.Cancelled, null, ErrorCodes.Cancelled },
        { "its provider failed", TaskStage.Ready, AttemptStatus.Failed, null, ErrorCodes.ModelUnavailable },
        { "its budget ended", TaskStage.Failed, AttemptStatus.Failed, null, ErrorCodes.BudgetExceeded },
        { "nobody judged it before the task was cancelled", TaskStage.Cancelled, AttemptStatus.Succeeded, null, null },
        { "still running", TaskStage.InProgress, AttemptStatus.Running, null, null },
        { "waits for review", TaskStage.Review, AttemptStatus.Succeeded, null, null },
    };

    [Theory]
    [MemberData(nameof(Nothing))]
    public void Observe_UninformativeAttempt_CountsNothing(
        string why,
        TaskStage stage,
        AttemptStatus status,
        AttemptVerdict? verdict,
        string? code) =>
        RoutingRecords.Empty.Observe(Task(TaskStage.Ready), Config)
            .Observe(Task(stage, Attempt(1, Given.SmallModel, status, verdict, code)), Config)
            .Models.ShouldBeEmpty(why);

    [Fact]
    public void Observe_FinishedTaskAgainAndItsRetry_CountsOnlyTheNewAttempt()
    {
        var failed = Attempt(1, Given.SmallModel, AttemptStatus.Failed);
        var end = Task(TaskStage.Failed, failed);
        var records = RoutingRecords.Empty.Observe(Task(TaskStage.Ready), Config).Observe(end, Config);
        records.Observe(end, Config).ShouldBeSameAs(records);
        records = records.Observe(Task(TaskStage.Ready, failed), Config)
            .Observe(Task(TaskStage.Done, failed, Attempt(2, Given.SmallModel, AttemptStatus.Succeeded, AttemptVerdict.Accepted)), Config);
        Counts(records).ShouldBe(["lab/small first 0/1", "lab/small later 1/1"]);
    }

    [Fact]
    public void Observe_NothingNew_ReturnsTheSameObject()
    {
        var records = RoutingRecords.Empty.Observe(Task(TaskStage.Ready), Config);
        records.Observe(Task(TaskStage.InProgress, Attempt(1, Given.SmallModel, AttemptStatus.Running)), Config).ShouldBeSameAs(records);
    }

    [Fact]
    public void Observe_ModelWithoutAPrice_HasNoCostRatio()
    {
        var config = Given.Config(providers: [Given.Provider(models: [Given.Model(Given.SmallModel, ModelTier.Local, 0)])]);
        var record = RoutingRecords.Empty.Observe(Task(TaskStage.Ready), config)
            .Observe(Task(TaskStage.Done, Attempt(1, Given.SmallModel, AttemptStatus.Succeeded, AttemptVerdict.Accepted)), config)
            .Models.Single();
        (record.Weight, record.CostRatioWeight, record.CostRatioSum).ShouldBe((1, 0, 0));
    }

    [Fact]
    public void AddOutcome_LaterOutcomes_DecayEarlierOnes()
    {
        var records = Enumerable.Range(0, 10)
            .Aggregate(Count(RoutingRecords.Empty, Given.SmallModel, true), (sum, _) => Count(sum, Given.LargeModel, false));
        var small = records.Models.Single(m => m.Model == Given.SmallModel).DecayedTo(records.ForKind("build").Outcomes, 10);
        (small.Weight, small.AcceptedWeight, small.Attempts).ShouldBe((0.5, 0.5, 1), "half after a half-life of ten outcomes");
        var large = records.Models.Single(m => m.Model == Given.LargeModel);
        large.Weight.ShouldBe(Enumerable.Range(0, 10).Sum(i => Math.Pow(0.5, i / 10.0)), 1e-9);
        large.AcceptedWeight.ShouldBe(0);
    }

    [Fact]
    public void AddOutcome_TooManyRecords_RemovesTheLeastWeight()
    {
        var records = Enumerable.Range(0, RoutingRecords.MaxRecords + 1)
            .Aggregate(Count(RoutingRecords.Empty, Given.SmallModel, true), (sum, i) => Count(sum, new ModelRef("lab", $"m{i}"), true));
        records.Models.Count.ShouldBe(RoutingRecords.MaxRecords);
        records.Models.ShouldNotContain(m => m.Model == Given.SmallModel);
    }

    [Theory]
    [InlineData(0, 0, 0.05, false)]
    [InlineData(18, 0, 0.05, false)]
    [InlineData(19, 0, 0.05, true)]
    [InlineData(38, 1, 0.05, false)]
    [InlineData(39, 1, 0.05, true)]
    [InlineData(1000, 0, 0, false)]
    public void MayExplore_ChoicesSoFar_KeepsTheShare(int choices, int explored, double part, bool expected) =>
        new KindRecord("build", 0, choices, explored).MayExplore(part).ShouldBe(expected);

    [Fact]
    public void AddChoice_LearnedAndExplored_CountsPerKind()
    {
        var records = RoutingRecords.Empty.AddChoice("build", false).AddChoice("build", true).AddChoice("review", false);
        records.ForKind("build").ShouldBe(new KindRecord("build", 0, 2, 1));
        records.ForKind("review").ShouldBe(new KindRecord("review", 0, 1, 0));
    }

    private static RoutingRecords Count(RoutingRecords records, ModelRef model, bool accepted) =>
        records.AddOutcome(new RoutingOutcome("build", AgentId.Parse("agent-rex"), model, false, accepted, 1), 10);

    private static string[] Counts(RoutingRecords records) =>
        [.. records.Models.Select(m => $"{m.Model} {(m.IsAfterSetback ? "later" : "first")} {m.Accepted}/{m.Attempts}")
            .Order(StringComparer.Ordinal)];

    private static TaskView Task(TaskStage stage, params TaskAttempt[] attempts) =>
        TaskState.Open(TaskId.Parse("task-1"), Given.Spec(), Given.Now).ToView() with { Stage = stage, Attempts = attempts };

    private static TaskAttempt Attempt(
        int number,
        ModelRef model,
        AttemptStatus status,
        AttemptVerdict? verdict = null,
        string? code = null,
        decimal cost = 0) =>
        new(
            AttemptId.Parse($"attempt-{number}"),
            number,
            AgentId.Parse("agent-rex"),
            model,
            status,
            Given.Now,
            Given.Now,
            default,
            new Usd(cost),
            code is null ? null : new Problem(code, "it failed"))
        { Verdict = verdict };
}
