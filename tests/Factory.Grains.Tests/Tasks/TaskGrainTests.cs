using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Tasks;
using Factory.Grains.Tests.Hosting;
using Factory.TestKit.Builders;

namespace Factory.Grains.Tests.Tasks;

public sealed class TaskGrainTests : IDisposable
{
    private static readonly TaskSpec Spec = Given.Spec() with { Run = null, RunStage = null };

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_InTheBacklog_StartsNothingBeforeALaterReadyTask()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec, backlog: true);
        await Grain(factory, "task-2").Open(Spec);

        // Kev handles the messages of both tasks in order: had the first been routed, its attempt would be the first.
        (await factory.Attempts.AnyAsync()).Task.ShouldBe(TaskId.Parse("task-2"));

        factory.Attempts.IsIdle.ShouldBeTrue();
        (await Grain(factory, "task-1").Get())!.Stage.ShouldBe(TaskStage.Backlog);
    }

    [Fact]
    public async Task Promote_FromTheBacklog_LeadsToAnAttempt()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec, backlog: true);

        (await Grain(factory, "task-1").Promote()).IsAccepted().ShouldBeTrue();

        (await factory.Attempts.AnyAsync()).Task.ShouldBe(TaskId.Parse("task-1"));
    }

    [Fact]
    public async Task Promote_RepeatedAfterALostResponse_SucceedsAndStartsOneAttempt()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec, backlog: true);
        await Grain(factory, "task-1").Promote();

        (await Grain(factory, "task-1").Promote()).IsAccepted().ShouldBeTrue();

        (await factory.Attempts.AnyAsync()).Number.ShouldBe(1);
        factory.Attempts.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancel_WhileDelivering_StopsTheDelivery()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        var hold = new TaskCompletionSource();
        factory.Deliveries.Hold = hold.Task;
        await Grain(factory, "task-1").Open(Spec with { Action = Given.Merge });
        await factory.Attempts.SucceedAsync(await factory.Attempts.AnyAsync(), Given.Change());
        await Grain(factory, "task-1").Advance();
        (await Grain(factory, "task-1").Get())!.Stage.ShouldBe(TaskStage.Delivering);

        (await Grain(factory, "task-1").Cancel("enough")).Value!.Stage.ShouldBe(TaskStage.Cancelled);

        factory.Deliveries.Cancelled.ShouldBe([TaskId.Parse("task-1")]);
        hold.SetResult();
    }

    [Fact]
    public async Task Cancel_RunningAttempt_RecordsWhatItCostWhenItHasEnded()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec);
        var request = await factory.Attempts.AnyAsync();

        await Grain(factory, "task-1").Cancel("enough");
        await factory.AttemptEndedAsync(request.Attempt);
        await Grain(factory, "task-1").Advance();

        var task = (await Grain(factory, "task-1").Get())!;
        task.Stage.ShouldBe(TaskStage.Cancelled);
        task.Attempts.ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Cancelled);
        task.Usage().Input.ShouldBe(100);
    }

    [Fact]
    public async Task Tell_AtWork_ReachesTheAttemptAndEveryLaterOne()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);
        await Grain(factory, "task-1").Open(Spec);
        await Grain(factory, "task-1").Tell("In euros.");
        var first = await factory.Attempts.AnyAsync();

        await Grain(factory, "task-1").Tell("No cents.");
        await Grain(factory, "task-1").Tell("No cents.");

        factory.Attempts.Messages.Where(m => m.Message.Text == "No cents.").ShouldHaveSingleItem().Attempt.ShouldBe(first.Attempt);
        await factory.Attempts.FailAsync(first);
        await Grain(factory, "task-1").Advance();
        (await factory.Attempts.AnyAsync()).Messages!.Select(m => m.Text).ShouldBe(["In euros.", "No cents."]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Advance_StoppedAttemptEndsAfterItsSuccessorBegan_RecordsItOnceAndLeavesTheSuccessor(bool hasSucceeded)
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, TwoAtOnce);
        factory.Attempts.AreCancellationsHeld = true;
        await Grain(factory, "task-1").Open(Spec);
        var stopped = await factory.Attempts.AnyAsync();
        await Grain(factory, "task-1").Cancel("enough");
        await Grain(factory, "task-1").Retry();
        var successor = await factory.Attempts.AnyAsync();

        await (hasSucceeded ? factory.Attempts.SucceedAsync(stopped, Given.Change()) : factory.Attempts.FailAsync(stopped));
        await Grain(factory, "task-1").Advance();

        var task = (await Grain(factory, "task-1").Get())!;
        task.Stage.ShouldBe(TaskStage.InProgress);
        task.Attempts.Select(a => (a.Id, a.Status)).ShouldBe(
        [
            (stopped.Attempt, hasSucceeded ? AttemptStatus.Succeeded : AttemptStatus.Failed),
            (successor.Attempt, AttemptStatus.Running),
        ]);
        task.Attempts[0].Usage.Input.ShouldBe(100);
        task.Attempts[0].FinishedAt.ShouldNotBeNull();
        task.FailedAttempts.ShouldBe(0);
        task.Artifact.ShouldBeNull();
        await Grain(factory, "task-1").Advance();
        (await Grain(factory, "task-1").Get())!.Revision.ShouldBe(task.Revision, "an end is recorded once");
    }

    [Fact]
    public async Task Cancel_SeveralAttemptsStillEnding_StopsEachOfThem()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder, TwoAtOnce);
        factory.Attempts.AreCancellationsHeld = true;
        await Grain(factory, "task-1").Open(Spec);
        var first = await factory.Attempts.AnyAsync();
        await Grain(factory, "task-1").Cancel("enough");
        await Grain(factory, "task-1").Retry();
        var second = await factory.Attempts.AnyAsync();
        factory.Attempts.AreCancellationsHeld = false;

        await Grain(factory, "task-1").Cancel("enough");

        await factory.AttemptEndedAsync(first.Attempt);
        await factory.AttemptEndedAsync(second.Attempt);
    }

    private static FactoryConfig TwoAtOnce =>
        Given.Config(agents: [.. Given.Config().Agents.Select(a => a with { Parallelism = 2 })]);

    private static ITaskGrain Grain(FactoryUnderTest factory, string id) => factory.Grains.GetGrain<ITaskGrain>(id);
}
