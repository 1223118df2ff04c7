using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Approvals;
using Factory.Domain.Attempts;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;

namespace Factory.Grains.Tests;

/// <summary>After a write that failed a grain continues from what is on disk, whatever that is.</summary>
public sealed class FailedWriteTests : IDisposable
{
    private static readonly AttemptResult Result =
        new(AttemptStatus.Succeeded, Given.Change(), null, new AttemptProgress(1, default, default, "submitted"));

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Open_FailedWrite_DoesNotExistUntilItIsOnDisk(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var task = factory.Grains.GetGrain<ITaskGrain>("task-1");
        await FailOnceAsync<TaskState>(factory, failure, _ => true, () => task.Open(Given.Spec(), backlog: true));

        (await task.Get() is not null).ShouldBe(failure == FailedWrite.OnDisk);
        (await task.Open(Given.Spec(), backlog: true)).Stage.ShouldBe(TaskStage.Backlog);
    }

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Promote_FailedWrite_CanBeRepeated(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var task = factory.Grains.GetGrain<ITaskGrain>("task-1");
        await task.Open(Given.Spec() with { Run = null }, backlog: true);
        await FailOnceAsync<TaskState>(factory, failure, _ => true, task.Promote);

        ((await task.Get())!.Stage != TaskStage.Backlog).ShouldBe(failure == FailedWrite.OnDisk);
        (await task.Promote()).Problem.ShouldBeNull();
        (await factory.Attempts.AnyAsync()).Task.ShouldBe(TaskId.Parse("task-1"));
    }

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Start_FailedWrite_RunsTheAttemptOnceItIsRepeated(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var attempt = factory.Grains.GetGrain<IAttemptGrain>("attempt-1");
        await FailOnceAsync<AttemptState>(factory, failure, _ => true, () => attempt.Start(Request()));
        factory.Attempts.IsRunning(AttemptId.Parse("attempt-1")).ShouldBeFalse();

        await attempt.Start(Request());

        (await factory.Attempts.AnyAsync()).Attempt.ShouldBe(AttemptId.Parse("attempt-1"));
    }

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Finish_FailedWrite_IsReportedAgainAndEndsTheAttempt(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var attempt = factory.Grains.GetGrain<IAttemptGrain>("attempt-1");
        await attempt.Start(Request());
        await FailOnceAsync<AttemptState>(factory, failure, _ => true, () => attempt.Finish(Result));

        (await attempt.Get())!.Status.ShouldBe(failure == FailedWrite.OnDisk ? AttemptStatus.Succeeded : AttemptStatus.Running);
        await attempt.Finish(Result);
        (await attempt.Get())!.Status.ShouldBe(AttemptStatus.Succeeded);
        await factory.AttemptEndedAsync(AttemptId.Parse("attempt-1"));
    }

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Decide_FailedWrite_IsPendingUntilItIsOnDisk(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var approval = factory.Grains.GetGrain<IApprovalGrain>("approval-1");
        await approval.Request(new ApprovalRequest(
            TaskId.Parse("task-1"), null, "merge", ApprovalTier.ApproveBefore, "Merge it", "", "", default, TimeSpan.FromDays(1)));
        await FailOnceAsync<ApprovalState>(factory, failure, _ => true, () => approval.Decide(true, "operator", null));

        (await approval.Get())!.Status.ShouldBe(failure == FailedWrite.OnDisk ? ApprovalStatus.Approved : ApprovalStatus.Pending);
        (await approval.Decide(true, "operator", null)).Value!.Status.ShouldBe(ApprovalStatus.Approved);
    }

    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Cancel_FailedWriteOfTheRun_CanBeRepeated(FailedWrite failure)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var id = await factory.StartRunAsync();
        var run = factory.Grains.GetGrain<IRunGrain>(id.Value);
        await factory.Attempts.NextAsync("research");
        await FailOnceAsync<RunState>(factory, failure, r => r.Status == RunStatus.Cancelled, () => run.Cancel("not needed"));

        (await run.Cancel("not needed")).Value!.Status.ShouldBe(RunStatus.Cancelled);
        var stage = (await run.Get())!.Stages[0];
        (await factory.Grains.GetGrain<ITaskGrain>(stage.Task!.Value.Value).Get())!.Stage.ShouldBe(TaskStage.Cancelled);
    }

    private static AttemptRequest Request() => new(
        AttemptId.Parse("attempt-1"), TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment, [], null, []);

    /// <summary>Lets the next write of such a state fail, which must fail the call.</summary>
    private static async Task FailOnceAsync<T>(FactoryUnderTest factory, FailedWrite failure, Func<T, bool> state, Func<Task> call)
        where T : class
    {
        var before = factory.Store.Failures;
        factory.Store.Fails = written =>
            written is DurableState<T> { Value: { } value } && state(value) && factory.Store.Failures == before ? failure : null;
        (await Should.ThrowAsync<FactoryException>(call)).Code.ShouldBe(ErrorCodes.DiskFull);
        factory.Store.Failures.ShouldBe(before + 1);
    }
}
