using Factory.Contracts.Attempts;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.TestKit.Builders;

namespace Factory.Agents.Tests.Attempts;

public class AttemptReportTests
{
    private const string Change = """{"summary":"Add the tip\n\nBecause.","notes":["rounded"]}""";

    private static readonly TaskSpec Build = Given.Spec();

    [Fact]
    public async Task AskOperator_AnsweredEarlier_DoesNotWait()
    {
        await using var harness = new RunnerHarness();
        harness.Grains.Task.AnswerAtOnce = "Green.";
        harness.Model
            .Calls((ToolNames.AskOperator, new { question = "Blue or green?" }))
            .Calls((ToolNames.WriteFile, new { path = "a", content = "a" }))
            .Submits(Change);

        (await harness.RunAsync(RunnerHarness.Request(Build))).Status.ShouldBe(AttemptStatus.Succeeded);
    }

    [Fact]
    public async Task ReportTurn_FastLoop_SendsOneReportPerInterval()
    {
        await using var harness = new RunnerHarness();
        for (var i = 0; i < 20; i++)
        {
            harness.Model.Calls((ToolNames.WriteFile, new { path = $"f{i}", content = "a" }));
        }

        harness.Model.Submits(Change);

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        // The clock is not advanced, so only the first report can have been sent.
        harness.Grains.Attempt.Reports.Count.ShouldBe(1);
        result.Progress.Turns.ShouldBe(21);
    }
}
