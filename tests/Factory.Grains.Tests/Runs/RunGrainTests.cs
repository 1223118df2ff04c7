using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;

namespace Factory.Grains.Tests.Runs;

public sealed class RunGrainTests : IDisposable
{
    private static readonly ResearchNote Note = new("s", [new Finding("t", "d")], [], "r");
    private static readonly Requirements Prd = new("Tip", "p", [new AcceptanceCriterion(1, "works")], []);
    private static readonly Deployment Deploy = new("local", "/", "first");

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_AllStagesSucceed_SucceedsWithAReviewByAnotherModel()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        await Succeed(factory, "research", Note);
        await Succeed(factory, "prd", Prd);
        var build = await Succeed(factory, "build", Given.Change());
        var review = await Succeed(factory, "test", Given.Report());
        await Succeed(factory, "deploy", Deploy);

        var view = await factory.RunAsync(run, "succeeded", r => r.Status == RunStatus.Succeeded);
        view.Url.ShouldBe("http://localhost:1");
        view.Stages.Select(s => s.Attempts).ShouldBe([1, 1, 1, 1, 1]);
        review.Assignment.Model.ShouldNotBe(build.Assignment.Model);
        factory.Deliveries.Delivered.Select(d => d.Action.Kind).ShouldBe([TaskActionKind.Merge, TaskActionKind.Deploy]);
    }

    [Fact]
    public async Task Advance_RejectedReview_RepeatsTheBuildWithTheReasonsFromItsCommit()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        await UpToBuild(factory);
        await Succeed(factory, "build", Given.Change());
        await Succeed(factory, "test", Given.Report(Verdict.Reject));

        var again = await factory.Attempts.NextAsync("build");
        again.Number.ShouldBe(2);
        again.StartCommit.ShouldBe("c1");
        again.Feedback.ShouldContain(f => f.Contains("rounds wrongly"));
        again.Assignment.Reason.ShouldContain("after 1 setback");
        await factory.Attempts.SucceedAsync(again, Given.Change("c2"));
        (await Succeed(factory, "test", Given.Report())).Spec.ReviewSubject!.Commit.ShouldBe("c2");
        await Succeed(factory, "deploy", Deploy);
        var view = await factory.RunAsync(run, "succeeded", r => r.Status == RunStatus.Succeeded);
        view.Stages[2].Attempts.ShouldBe(2);
        view.Stages[3].Attempts.ShouldBe(2);
    }

    /// <summary>A commit is judged once: a builder with nothing to change ends the run with its reason.</summary>
    [Fact]
    public async Task Advance_SameCommitAfterARejection_FailsWithTheBuildersReason()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        await UpToBuild(factory);
        await Succeed(factory, "build", Given.Change());
        await Succeed(factory, "test", Given.Report(Verdict.Reject));
        await Succeed(factory, "build", Given.Change());

        var view = await factory.RunAsync(run, "failed", r => r.Status == RunStatus.Failed);

        view.Problem!.Code.ShouldBe(ErrorCodes.ChangeEmpty);
        view.Problem.Message.ShouldContain("has nothing to change");
        factory.Attempts.IsIdle.ShouldBeTrue("the commit has been judged");
    }

    [Fact]
    public async Task Advance_NothingNew_WritesNothing()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        await UpToBuild(factory);
        await factory.Attempts.NextAsync("build");
        await factory.Grains.GetGrain<IRunGrain>(run.Value).Advance();
        var before = await factory.EtagAsync<RunState>(RunState.StateName, run.Value);

        await factory.Grains.GetGrain<IRunGrain>(run.Value).Advance();

        (await factory.EtagAsync<RunState>(RunState.StateName, run.Value)).ShouldBe(before);
    }

    [Fact]
    public async Task Advance_AfterARestartDuringTheBuild_ContinuesThereAndRepeatsNothing()
    {
        RunId run;
        await using (var before = await FactoryUnderTest.StartAsync(_folder))
        {
            run = await before.StartRunAsync();
            await UpToBuild(before);
            await before.Attempts.NextAsync("build");
        }

        await using var after = await FactoryUnderTest.StartAsync(_folder);
        await foreach (var attempt in after.States.ScanAsync<DurableState<Domain.Attempts.AttemptState>>(
            Domain.Attempts.AttemptState.StateName,
            default))
        {
            await after.Grains.GetGrain<IAttemptGrain>(attempt.Key).CheckAlive();
        }

        await Succeed(after, "build", Given.Change());
        await Succeed(after, "test", Given.Report());
        await Succeed(after, "deploy", Deploy);
        var view = await after.RunAsync(run, "succeeded", r => r.Status == RunStatus.Succeeded);
        view.Stages.Select(s => s.Attempts).ShouldBe([1, 1, 2, 1, 1]);
        after.Attempts.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task Decide_ConcurrentDecisions_OneCountsAndTheMergeWaitsForIt()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, Given.Config(Given.Policy(ApprovalTier.ApproveBefore)));
        var run = await factory.StartRunAsync();
        await UpToBuild(factory);
        await Succeed(factory, "build", Given.Change());
        await Succeed(factory, "test", Given.Report());
        var waiting = await factory.RunAsync(run, "waiting for the operator", r => r.Status == RunStatus.WaitingForOperator);
        factory.Deliveries.Delivered.ShouldBeEmpty();

        var task = await factory.Grains.GetGrain<ITaskGrain>(waiting.Stages[2].Task!.Value.Value).Get();
        var approval = factory.Grains.GetGrain<IApprovalGrain>(task!.Approval!.Value.Value);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => approval.Decide(i % 2 == 0, "operator", null)));
        answers.Count(a => !a.IsAccepted()).ShouldBe(4);

        if ((await approval.Get())!.Status == ApprovalStatus.Approved)
        {
            await Succeed(factory, "deploy", Deploy);
            await factory.RunAsync(run, "succeeded", r => r.Status == RunStatus.Succeeded);
        }
        else
        {
            await factory.RunAsync(run, "failed", r => r.Status == RunStatus.Failed);
        }
    }

    [Fact]
    public async Task Retry_FailedStage_ContinuesThereWithTheNewCap()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        await Succeed(factory, "research", Note);
        for (var i = 0; i < 3; i++)
        {
            await factory.Attempts.FailAsync(await factory.Attempts.NextAsync("prd"));
        }

        var failed = await factory.RunAsync(run, "failed", r => r.Status == RunStatus.Failed);
        failed.Problem!.Message.ShouldContain("prd");
        var retried = await factory.Grains.GetGrain<IRunGrain>(run.Value).Retry(new Usd(7), false);
        retried.Value!.Status.ShouldBe(RunStatus.Running);
        (await factory.Grains.GetGrain<IBudgetGrain>(BudgetKeys.ForRun(run).Value).Get()).Cap.ShouldBe(new Usd(7));
        await Succeed(factory, "prd", Prd);
        await factory.RunAsync(run, "building", r => r.Stages[2].Status == StageStatus.Running);
    }

    [Fact]
    public async Task Cancel_RunAtWork_StopsItsAttemptAndStartsNoOther()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        var request = await factory.Attempts.NextAsync("research");
        (await factory.Grains.GetGrain<IRunGrain>(run.Value).Cancel("changed my mind")).Value!.Status.ShouldBe(RunStatus.Cancelled);
        await factory.AttemptEndedAsync(request.Attempt);
        (await factory.Grains.GetGrain<ITaskGrain>(request.Task.Value).Get())!.Stage.ShouldBe(TaskStage.Cancelled);
        factory.Attempts.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task StopAll_ThenResume_StartsANewAttemptOfTheSameTask()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await factory.StartRunAsync();
        var first = await factory.Attempts.NextAsync("research");
        var kev = factory.Grains.GetGrain<IKevGrain>(IKevGrain.Key);
        (await kev.StopAll()).Paused.ShouldBeTrue();
        await factory.AttemptEndedAsync(first.Attempt);
        await kev.Resume();
        var second = await factory.Attempts.NextAsync("research");
        second.Attempt.ShouldNotBe(first.Attempt);
        second.Task.ShouldBe(first.Task);
    }

    [Fact]
    public async Task Ask_OpenQuestion_WaitsForTheOperatorAndItsAnswerReachesTheAttempt()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        var request = await factory.Attempts.NextAsync("research");
        var task = factory.Grains.GetGrain<ITaskGrain>(request.Task.Value);
        await task.Ask(request.Attempt, "Which currency?");
        await factory.RunAsync(run, "waiting", r => r.Status == RunStatus.WaitingForOperator);
        (await task.Answer("Euro")).Problem.ShouldBeNull();
        factory.Attempts.Answers.ShouldBe([(request.Attempt, "Euro")]);
        (await task.Ask(request.Attempt, "Which currency?")).Answer.ShouldBe("Euro");
        (await task.Answer("Dollar")).Problem!.Code.ShouldBe(ErrorCodes.QuestionAlreadyAnswered);
    }

    [Fact]
    public async Task Finish_RunningAttempt_RevokesItsKeyAndRefusesItsCallsWithoutWaitingForTheMeter()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await factory.StartRunAsync();
        var request = await factory.Attempts.NextAsync("research");
        factory.Meter.Closed.ShouldBeEmpty();
        await factory.Attempts.FailAsync(request);
        factory.Meter.Closed.ShouldBe([$"revoke {request.Attempt}", $"refuse {request.Attempt}"]);
    }

    [Fact]
    public async Task Advance_ManyRunsAtOnce_AllSucceedWithOneEndEach()
    {
        await using var factory = await FactoryUnderTest.StartAsync(
            _folder,
            Given.Config(agents: [.. Given.Config().Agents.Select(a => a with { Parallelism = 3 })]));
        var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => factory.StartRunAsync()));
        var worker = Task.Run(async () =>
        {
            for (var i = 0; i < runs.Length * 5; i++)
            {
                var request = await factory.Attempts.AnyAsync();
                await factory.Attempts.SucceedAsync(request, ArtifactOf(request));
            }
        });
        await worker;
        foreach (var run in runs)
        {
            await factory.RunAsync(run, "succeeded", r => r.Status == RunStatus.Succeeded);
            var ended = (await factory.Events.ReadAsync(0, 10_000, run, default)).Count(e => e.Type == EventTypes.RunEnded);
            ended.ShouldBe(1);
        }

        (await factory.Index.ListAsync("run", null, ["succeeded"], null, 100, default)).Count.ShouldBe(runs.Length);
    }

    /// <summary>Two places for all: what the oldest run needs goes first, whatever its kind.</summary>
    [Fact]
    public async Task Advance_FortyRunsAtOnce_FinishesTheFirstBeforeTheLastBeginsItsBuild()
    {
        await using var factory = await FactoryUnderTest.StartAsync(
            _folder,
            Given.Config(
                agents: [.. Given.Config().Agents.Select(a => a with { Parallelism = 8 })],
                providers: [Given.Provider(concurrency: 2)]));
        var kev = factory.Grains.GetGrain<IKevGrain>(IKevGrain.Key);
        await kev.Pause();
        var runs = new List<RunId>();
        for (var i = 0; i < 40; i++)
        {
            runs.Add(await factory.StartRunAsync());
        }

        await kev.Resume();
        var begun = new List<(RunId Run, string Stage)>();
        while ((await factory.Grains.GetGrain<IRunGrain>(runs[0].Value).Get())!.Status != RunStatus.Succeeded && begun.Count < 200)
        {
            var request = await factory.Attempts.AnyAsync();
            begun.Add((request.Spec.Run!.Value, request.Spec.RunStage!));
            await factory.Attempts.SucceedAsync(request, ArtifactOf(request));
        }

        (await factory.Grains.GetGrain<IRunGrain>(runs[0].Value).Get())!.Status.ShouldBe(RunStatus.Succeeded);
        begun.ShouldNotContain((runs[^1], "build"));
        begun.Count.ShouldBeLessThan(40, "the first run needs five attempts, and another run has a place beside it");
        var first = begun.Where(b => b.Stage == "research").Select(b => b.Run).ToList();
        first.ShouldBe(runs.Take(first.Count), "no run's first stage waits behind a later run");
    }

    private static Artifact ArtifactOf(AttemptRequest request) => request.Spec.RunStage switch
    {
        "research" => Note,
        "prd" => Prd,
        "build" => Given.Change(),
        "test" => Given.Report(),
        _ => Deploy,
    };

    private static async Task<AttemptRequest> Succeed(FactoryUnderTest factory, string stage, Artifact artifact)
    {
        var request = await factory.Attempts.NextAsync(stage);
        await factory.Attempts.SucceedAsync(request, artifact);
        return request;
    }

    private static async Task UpToBuild(FactoryUnderTest factory)
    {
        await Succeed(factory, "research", Note);
        await Succeed(factory, "prd", Prd);
    }
}
