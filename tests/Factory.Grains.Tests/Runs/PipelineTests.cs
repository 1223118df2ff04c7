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

public sealed class PipelineTests : IDisposable
{
    private static readonly ResearchNote Note = new("s", [new Finding("t", "d")], [], "r");
    private static readonly Requirements Prd = new("Tip", "p", [new AcceptanceCriterion(1, "works")], []);
    private static readonly Deployment Deploy = new("local", "/", "first");

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_goes_through_its_stages_and_what_was_built_is_reviewed_by_another_model()
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
    public async Task Work_that_review_sends_back_is_done_again_with_the_reasons_from_where_it_was()
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

    [Fact]
    public async Task A_silo_that_dies_in_the_build_stage_goes_on_there_and_does_nothing_twice()
    {
        RunId run;
        await using (var before = await FactoryUnderTest.StartAsync(_folder))
        {
            run = await before.StartRunAsync();
            await UpToBuild(before);
            await before.Attempts.NextAsync("build");
        }

        await using var after = await FactoryUnderTest.StartAsync(_folder);
        await foreach (var attempt in after.States.ScanAsync<Durable<Domain.Attempts.AttemptState>>(Domain.Attempts.AttemptState.StateName, default))
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
    public async Task A_merge_that_needs_approval_waits_for_it_and_one_answer_counts_once()
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
    public async Task A_failed_stage_is_retried_where_it_failed()
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
        (await factory.Grains.GetGrain<IBudgetGrain>(BudgetKeys.ForRun(run)).Get()).Cap.ShouldBe(new Usd(7));
        await Succeed(factory, "prd", Prd);
        await factory.RunAsync(run, "building", r => r.Stages[2].Status == StageStatus.Running);
    }

    [Fact]
    public async Task A_cancelled_run_stops_its_attempt_and_starts_nothing_more()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        var order = await factory.Attempts.NextAsync("research");
        (await factory.Grains.GetGrain<IRunGrain>(run.Value).Cancel("changed my mind")).Value!.Status.ShouldBe(RunStatus.Cancelled);
        await factory.AttemptEndedAsync(order.Attempt);
        (await factory.Grains.GetGrain<ITaskGrain>(order.Task.Value).Get())!.Stage.ShouldBe(TaskStage.Cancelled);
        factory.Attempts.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_all_stops_attempts_and_resume_starts_them_again()
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
    public async Task A_question_waits_for_the_operator_and_its_answer_reaches_the_agent()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var run = await factory.StartRunAsync();
        var order = await factory.Attempts.NextAsync("research");
        var task = factory.Grains.GetGrain<ITaskGrain>(order.Task.Value);
        await task.Ask(order.Attempt, "Which currency?");
        await factory.RunAsync(run, "waiting", r => r.Status == RunStatus.WaitingForOperator);
        (await task.Answer("Euro")).Problem.ShouldBeNull();
        factory.Attempts.Answers.ShouldBe([(order.Attempt, "Euro")]);
        (await task.Ask(order.Attempt, "Which currency?")).Answer.ShouldBe("Euro");
        (await task.Answer("Dollar")).Problem!.Code.ShouldBe(ErrorCodes.QuestionAlreadyAnswered);
    }

    [Fact]
    public async Task Finish_RunningAttempt_RevokesItsKeyAndRefusesItsCallsWithoutWaitingForTheMeter()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await factory.StartRunAsync();
        var order = await factory.Attempts.NextAsync("research");
        factory.Meter.Closed.ShouldBeEmpty();
        await factory.Attempts.FailAsync(order);
        factory.Meter.Closed.ShouldBe([$"revoke {order.Attempt}", $"refuse {order.Attempt}"]);
    }

    [Fact]
    public async Task Many_runs_at_once_all_finish_and_the_log_tells_each_once()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, Given.Config(agents: [.. Given.Config().Agents.Select(a => a with { Parallelism = 3 })]));
        var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => factory.StartRunAsync()));
        var worker = Task.Run(async () =>
        {
            for (var i = 0; i < runs.Length * 5; i++)
            {
                var order = await factory.Attempts.AnyAsync();
                await factory.Attempts.SucceedAsync(order, ArtifactOf(order));
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

    private static Artifact ArtifactOf(AttemptRequest order) => order.Spec.RunStage switch
    {
        "research" => Note,
        "prd" => Prd,
        "build" => Given.Change(),
        "test" => Given.Report(),
        _ => Deploy,
    };

    private static async Task<AttemptRequest> Succeed(FactoryUnderTest factory, string stage, Artifact artifact)
    {
        var order = await factory.Attempts.NextAsync(stage);
        await factory.Attempts.SucceedAsync(order, artifact);
        return order;
    }

    private static async Task UpToBuild(FactoryUnderTest factory)
    {
        await Succeed(factory, "research", Note);
        await Succeed(factory, "prd", Prd);
    }
}
