using Factory.Agents.Runners;
using Factory.Agents.Tests.Runners;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>A CLI that calls the factory's tools without end.</summary>
public sealed class ToolFloodTests : IAsyncDisposable
{
    private readonly CliHarness _cli = new();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    [BubblewrapFact]
    public async Task Call_SubmitsAThousandTimes_FirstCountsAndTheRestLeaveNothing()
    {
        var (attempt, running) = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n =>
            _cli.CallAsync(attempt, ToolNames.SubmitResult, new { result = new { summary = $"Result {n}" } })));

        await _cli.ReleaseAsync(attempt);
        var result = await running;
        answers.Count(a => a is { IsError: false }).ShouldBe(1);
        result.Artifact.ShouldNotBeNull();
        (await CountCallsAsync(attempt)).ShouldBe(1);
    }

    [BubblewrapFact]
    public async Task Call_SubmitsRubbishAThousandTimes_ThirdEndsTheAttempt()
    {
        var (attempt, running) = await StartAsync();

        for (var n = 0; n < 1_000 && await _cli.CallAsync(attempt, ToolNames.SubmitResult, new { result = n }) is not null; n++)
        {
        }

        (await running).Problem!.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        (await CountCallsAsync(attempt)).ShouldBe(3);
    }

    [BubblewrapFact]
    public async Task Call_ToolsThatDoNotExist_AttemptEndsAtTheLimit()
    {
        var (attempt, running) = await StartAsync();

        for (var n = 0; n <= RunnerToolSession.MaxCalls && await _cli.CallAsync(attempt, $"tool-{n}", new { n }) is not null; n++)
        {
        }

        var result = await running;
        result.Problem!.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
        result.Problem.Message.ShouldContain("more than 1,000 times");
        (await CountCallsAsync(attempt)).ShouldBe(RunnerToolSession.MaxCalls);
    }

    [BubblewrapFact]
    public async Task Call_AsksAHundredQuestionsAtOnce_OperatorSeesOneAtATime()
    {
        var (attempt, _) = await StartAsync();

        var asked = Enumerable.Range(0, 100)
            .Select(n => _cli.CallAsync(attempt, ToolNames.AskOperator, new { question = $"Question {n}?" }))
            .ToList();
        await _cli.Task.Asked;

        _cli.Task.Questions.ShouldBe(1);
        asked.ShouldAllBe(question => !question.IsCompleted);
        _cli.Runner.Cancel(attempt, "enough");
    }

    [BubblewrapFact]
    public async Task Call_AfterTheEndOrForAnotherAttempt_HasNoTools()
    {
        var (attempt, running) = await StartAsync();
        (await _cli.CallAsync(AttemptId.Parse("attempt-other"), ToolNames.SubmitResult, new { })).ShouldBeNull();

        _cli.Runner.Cancel(attempt, "enough");
        await running;

        (await _cli.CallAsync(attempt, ToolNames.SubmitResult, new { result = new { summary = "late" } })).ShouldBeNull();
    }

    private async Task<(AttemptId Attempt, Task<AttemptResult> Running)> StartAsync()
    {
        var request = await _cli.PrepareAsync(
            "echo work > work.txt; while [ ! -e .git/submitted ]; do sleep 0.1; done",
            runner => runner with { ResumeArguments = [] });
        var running = _cli.RunAsync(request);
        await _cli.WaitForToolsAsync(request.Attempt);
        await _cli.WaitForFileAsync(request.Attempt, "work.txt");
        return (request.Attempt, running);
    }

    private async Task<int> CountCallsAsync(AttemptId attempt) =>
        (await _cli.ReadTranscriptAsync(attempt)).Count(e => e.Kind == TranscriptEntryKind.ToolCall);
}
