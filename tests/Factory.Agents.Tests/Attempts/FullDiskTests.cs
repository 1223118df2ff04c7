using Factory.Agents.Attempts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Attempts;

public class FullDiskTests
{
    private static readonly Problem Full = new(ErrorCodes.DiskFull, "The disk is full.");

    [Fact]
    public async Task Start_WhileTheDiskIsFull_WaitsUntilThereIsSpace()
    {
        await using var harness = new RunnerHarness();
        harness.Store.Fail(Full);
        harness.Model.Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""");

        var running = harness.RunAsync(RunnerHarness.Request(Given.Spec("research") with { Expects = ArtifactKind.Research }));
        harness.Model.Options.ShouldBeEmpty();
        harness.Store.Recover();

        (await running).Status.ShouldBe(AttemptStatus.Succeeded);
    }

    [Fact]
    public async Task Start_FailedByAFullDisk_IsLost()
    {
        await using var harness = new RunnerHarness();
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "a" }))
            .Then(_ =>
            {
                harness.Store.Fail(Full);
                return Task.FromException<AIContent[]>(new IOException("No space left on device"));
            });

        var result = await harness.RunAsync(RunnerHarness.Request(Given.Spec()));

        result.Status.ShouldBe(AttemptStatus.Lost);
        result.Problem.ShouldBe(Full);
        harness.Store.Recover();
    }

    [Theory]
    [InlineData(60, AttemptStatus.Failed, ErrorCodes.AttemptLimitReached)]
    [InlineData(40, AttemptStatus.Lost, ErrorCodes.DiskFull)]
    public async Task Start_DiskFillsDuringTheAttempt_CountsWhenItsOwnFilesFilledIt(int taken, AttemptStatus status, string code)
    {
        await using var harness = new RunnerHarness();
        harness.Disk.Free = 100L << 30;
        harness.Disk.Taken = (long)taken << 30;
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "a" }))
            .Then(_ =>
            {
                harness.Store.Fail(Full);
                return Task.FromException<AIContent[]>(new IOException("No space left on device", 28));
            });

        var result = await harness.RunAsync(RunnerHarness.Request(Given.Spec()));

        (result.Status, result.Problem!.Code).ShouldBe((status, code));
        if (status == AttemptStatus.Failed)
        {
            result.Problem.Message.ShouldContain("its working copy took 61,440 MiB, and 102,400 MiB were free when it started");
        }

        harness.Workspace.Discarded.ShouldBe(status == AttemptStatus.Failed ? [(RunnerHarness.Attempt, true)] : []);
        harness.Store.Recover();
    }

    [Fact]
    public async Task Start_ErrorOfAFullDiskThatHasRecovered_IsStillNoFailureOfTheAgent()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Throws(new IOException("No space left on device", 28));

        var result = await harness.RunAsync(RunnerHarness.Request(Given.Spec()));

        (result.Status, result.Problem!.Code).ShouldBe((AttemptStatus.Lost, ErrorCodes.DiskFull));
    }

    [Fact]
    public async Task Start_TooLittleSpaceForCommands_WaitsInsteadOfBeingKilled()
    {
        await using var harness = new RunnerHarness();
        harness.Disk.Free = 100L << 20;
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "a" }))
            .Submits("""{"summary":"Add a","notes":[]}""");

        var running = harness.RunAsync(RunnerHarness.Request(Given.Spec()));
        await harness.Clock.WaitForTimerAsync(AttemptDisk.PollInterval);
        harness.Model.Options.ShouldBeEmpty();
        harness.Disk.Free = 10L << 30;
        harness.Clock.Advance(AttemptDisk.PollInterval);

        (await running).Status.ShouldBe(AttemptStatus.Succeeded);
    }
}
