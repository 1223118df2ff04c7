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
}
