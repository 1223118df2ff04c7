using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Tasks;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace Factory.Grains.Tests.Kev;

/// <summary>What the supervisor does when a write or one of its tasks fails.</summary>
public class KevGrainFailureTests
{
    [Fact]
    public async Task Pause_AfterAWriteThatFailed_WritesThoughNothingChangesInMemory()
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 0);
        kev.FailingWrites = 1;
        await Should.ThrowAsync<FactoryException>(kev.Grain.Pause);
        kev.Written.ShouldBeEmpty();

        (await kev.Grain.Pause()).Paused.ShouldBeTrue();

        kev.Written.ShouldBe([EventTypes.FactoryPaused], "the event of the failed write, once");
        await kev.Grain.Pause();
        await kev.State.Received(2).WriteStateAsync();
    }

    [Fact]
    public async Task RecordProductEvent_ProductFellAsleep_IsWrittenOnce()
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 0);

        await kev.Grain.RecordProductEvent(EventTypes.ProductFellAsleep, "shop", "no request for 15m");

        kev.Written.ShouldBe([EventTypes.ProductFellAsleep]);
    }

    [Fact]
    public async Task Resume_AfterAWriteThatFailed_WritesAndStartsWhatWaits()
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 1);
        await kev.Grain.Pause();
        kev.FailingWrites = 1;
        await Should.ThrowAsync<FactoryException>(kev.Grain.Resume);

        (await kev.Grain.Resume()).Active.ShouldBe([HostedKev.Id(1)]);

        kev.Written.ShouldBe([EventTypes.FactoryPaused, EventTypes.FactoryResumed], "the event of the failed write, once");
    }

    [Fact]
    public async Task RouteReadyTasks_BrokenTask_GoesToTheEndAndTheNextOneIsRouted()
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 3);
        kev.Task(1).Get().ThrowsAsync(new InvalidOperationException("its state cannot be read"));

        await kev.Grain.RouteReadyTasks();

        var status = await kev.Grain.Get();
        status.Active.ShouldBe([HostedKev.Id(2)]);
        status.Waiting.ShouldBe([HostedKev.Id(3), HostedKev.Id(1)]);
        kev.Log.GetSnapshot().ShouldContain(record => record.Message.Contains("task-1"));
    }

    [Fact]
    public async Task RouteReadyTasks_BrokenTaskThatRecovers_IsRoutedByALaterSweep()
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 1);
        var view = await kev.Task(1).Get();
        kev.Task(1).Get().Returns(_ => throw new InvalidOperationException("not now"), _ => view);

        await kev.Grain.RouteReadyTasks();
        (await kev.Grain.Get()).Active.ShouldBeEmpty();
        await kev.Grain.RouteReadyTasks();

        (await kev.Grain.Get()).Active.ShouldBe([HostedKev.Id(1)]);
    }

    /// <summary>The oldest eight of a kind are tried each time, and behind them eight others in turn.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 3)]
    public async Task RouteReadyTasks_OldestCannotBeRouted_ReachesTheOneThatCanWindowByWindow(int routable, int sweeps)
    {
        var kev = await HostedKev.StartAsync(parallelism: 1, tasks: 20);
        foreach (var number in Enumerable.Range(1, 20).Where(n => n != routable))
        {
            kev.Task(number).Assign(Arg.Any<TaskAssignment>()).Returns(new Problem(ErrorCodes.TransitionNotAllowed, "not this one"));
        }

        for (var sweep = 1; sweep < sweeps; sweep++)
        {
            await kev.Grain.RouteReadyTasks();
            (await kev.Grain.Get()).Active.ShouldBeEmpty($"after sweep {sweep}");
        }

        await kev.Grain.RouteReadyTasks();

        (await kev.Grain.Get()).Active.ShouldBe([HostedKev.Id(routable)]);
    }

    [Fact]
    public async Task StopAll_OneTaskThrows_StopsTheOthersPausesAndReportsTheFailure()
    {
        var kev = await HostedKev.StartAsync(parallelism: 3, tasks: 3);
        await kev.Grain.RouteReadyTasks();
        (await kev.Grain.Get()).Active.Count.ShouldBe(3);
        kev.Task(2).Get().ThrowsAsync(new InvalidOperationException("its state cannot be read"));

        (await Should.ThrowAsync<InvalidOperationException>(kev.Grain.StopAll)).Message.ShouldBe("its state cannot be read");

        await kev.Attempt(1).Received(1).Cancel(Arg.Any<string>());
        await kev.Attempt(3).Received(1).Cancel(Arg.Any<string>());
        (await kev.Grain.Get()).Paused.ShouldBeTrue();
        kev.Log.GetSnapshot().ShouldContain(record => record.Message.Contains("factory task cancel task-2"));
    }

    [Fact]
    public async Task StopAll_FullDisk_StopsEveryAttemptBeforeItFails()
    {
        var kev = await HostedKev.StartAsync(parallelism: 2, tasks: 2);
        await kev.Grain.RouteReadyTasks();
        kev.FailingWrites = 1;

        await Should.ThrowAsync<FactoryException>(kev.Grain.StopAll);

        await kev.Attempt(1).Received(1).Cancel(Arg.Any<string>());
        await kev.Attempt(2).Received(1).Cancel(Arg.Any<string>());
    }

    [Fact]
    public async Task StopAll_WhileAnAssignmentIsUnderWay_StopsItsAttemptTooAndStartsNoOther()
    {
        var kev = await HostedKev.StartAsync(parallelism: 2, tasks: 2);
        var assigned = await kev.Task(1)
            .Assign(new TaskAssignment(TestKit.Builders.Given.Assignment.Agent, TestKit.Builders.Given.SmallModel, default, ""));
        var answer = new TaskCompletionSource<Result<TaskView>>();
        kev.Task(1).Get().Returns(assigned.Value! with { Stage = TaskStage.Ready });
        kev.Task(1).Assign(Arg.Any<TaskAssignment>()).Returns(answer.Task);

        var routing = kev.Grain.RouteReadyTasks();
        await kev.Grain.StopAll();
        answer.SetResult(assigned);
        await routing;

        await kev.Attempt(1).Received().Cancel(Arg.Any<string>());
        await kev.Task(2).DidNotReceive().Assign(Arg.Any<TaskAssignment>());
    }
}
