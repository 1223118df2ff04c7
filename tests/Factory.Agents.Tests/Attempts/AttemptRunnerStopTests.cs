using Factory.Agents.Attempts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Attempts;

/// <summary>How an attempt is stopped, waits and reports its end.</summary>
public class AttemptRunnerStopTests
{
    private const string Change = """{"summary":"Add the tip\n\nBecause.","notes":["rounded"]}""";

    private static readonly TaskSpec Build = Given.Spec();

    [Fact]
    public async Task Finish_FailsAtFirst_IsRetriedUntilItSucceeds()
    {
        await using var harness = new RunnerHarness();
        harness.Grains.Attempt.FinishesToReject = 2;
        harness.Model.Calls((ToolNames.WriteFile, new { path = "a", content = "a" })).Submits(Change);

        harness.Runner.Start(RunnerHarness.Request(Build));
        for (var tries = 1; tries <= 2; tries++)
        {
            var pause = TimeSpan.FromMilliseconds(100 * tries);
            await harness.Clock.WaitForTimerAsync(pause).WaitAsync(TimeSpan.FromSeconds(30));
            harness.Grains.Attempt.Finishes.ShouldBe(tries);
            harness.Runner.IsRunning(RunnerHarness.Attempt).ShouldBeTrue();
            harness.Clock.Advance(pause);
        }

        (await harness.Grains.Attempt.Result).Status.ShouldBe(AttemptStatus.Succeeded);
    }

    [Fact]
    public async Task Cancel_RunningAttempt_StopsTheModelAndCommitsTheWork()
    {
        await using var harness = new RunnerHarness();
        var thinking = new TaskCompletionSource();
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "half" }))
            .Then(async stop =>
            {
                thinking.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
                return [];
            });
        harness.Runner.Start(RunnerHarness.Request(Build));
        await thinking.Task.WaitAsync(TimeSpan.FromSeconds(30));

        harness.Runner.Cancel(RunnerHarness.Attempt, "the operator changed his mind");

        var result = await harness.Grains.Attempt.Result;
        result.Status.ShouldBe(AttemptStatus.Cancelled);
        result.Problem.ShouldBe(new Problem(ErrorCodes.AttemptCancelled, "the operator changed his mind"));
        result.SalvagedCommit.ShouldBe("c1");

        // Waits for the end of all attempts; one that the runner had not forgotten would still count as running.
        await harness.Hosted.OfType<AttemptRunner>().Single().StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        harness.Runner.IsRunning(RunnerHarness.Attempt).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_RunningAttempt_EndsWithoutAResult()
    {
        await using var harness = new RunnerHarness();
        var running = new TaskCompletionSource();
        harness.Workspace.Run = async (_, stop) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("not reached");
        };
        harness.Model.Calls((ToolNames.RunCommand, new { command = "sleep 1000" }));
        harness.Runner.Start(RunnerHarness.Request(Build));
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await harness.Hosted.OfType<AttemptRunner>().Single().StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        harness.Grains.Attempt.Finishes.ShouldBe(0);
        harness.Runner.IsRunning(RunnerHarness.Attempt).ShouldBeFalse();
        harness.Workspace.Committed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_WallClockExpires_FailsTheAttempt()
    {
        await using var harness = new RunnerHarness();
        var thinking = new TaskCompletionSource();
        harness.Model.Then(async stop =>
        {
            thinking.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return [];
        });
        harness.Runner.Start(RunnerHarness.Request(Build));
        await thinking.Task.WaitAsync(TimeSpan.FromSeconds(30));

        harness.Clock.Advance(TimeSpan.FromMinutes(30));

        var result = await harness.Grains.Attempt.Result;
        result.Problem!.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
        result.Problem.Message.ShouldContain("30 minutes");
    }

    [Fact]
    public async Task AskOperator_Answered_ContinuesWithoutCountingTheWait()
    {
        await using var harness = new RunnerHarness();
        harness.Model
            .Calls((ToolNames.AskOperator, new { question = "Blue or green?" }))
            .Calls((ToolNames.WriteFile, new { path = "a", content = "a" }))
            .Submits(Change);
        harness.Runner.Start(RunnerHarness.Request(Build));
        var question = await harness.Grains.Task.Asked;
        await harness.Clock.WaitForTimerAsync(OperatorQuestions.PollInterval).WaitAsync(TimeSpan.FromSeconds(30));

        harness.Clock.Advance(TimeSpan.FromHours(5));
        harness.Runner.Answer(RunnerHarness.Attempt, question.Id, "Green.");

        (await harness.Grains.Attempt.Result).Status.ShouldBe(AttemptStatus.Succeeded);
        harness.Model.ResultsBefore(2).ShouldBe(["Answer of the operator: Green."]);
    }

    [Fact]
    public async Task Start_Build_WritesATranscriptWithoutSecrets()
    {
        await using var harness = new RunnerHarness(secrets: "sk-very-secret-key");
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "key = sk-very-secret-key" }))
            .Submits(Change);

        await harness.RunAsync(RunnerHarness.Request(Build));

        harness.TranscriptText.ShouldNotContain("sk-very-secret-key");
        harness.TranscriptText.ShouldContain("key = [redacted]");
        var entries = await harness.ReadTranscriptAsync();
        entries.Select(e => e.Kind).ShouldBe(
        [
            TranscriptEntryKind.Prompt, TranscriptEntryKind.Prompt,
            TranscriptEntryKind.Assistant, TranscriptEntryKind.ToolCall, TranscriptEntryKind.ToolResult,
            TranscriptEntryKind.Assistant, TranscriptEntryKind.ToolCall, TranscriptEntryKind.ToolResult,
            TranscriptEntryKind.AttemptEnd,
        ]);
        entries.Select(e => e.Number).ShouldBe(Enumerable.Range(1, 9).Select(n => (long)n));
        entries[3].ToolCallId.ShouldBe(entries[4].ToolCallId);
        entries[^1].ShouldSatisfyAllConditions(e => e.Text.ShouldBe("succeeded"), e => e.Usage.ShouldBe(new(20, 10)));
    }

    [Fact]
    public async Task Start_AllSlotsTaken_Waits()
    {
        await using var harness = new RunnerHarness(configure: o => o.MaxConcurrentAttempts = 1);
        var thinking = new TaskCompletionSource();
        harness.Model.Then(async stop =>
        {
            thinking.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return [];
        });
        harness.Runner.Start(RunnerHarness.Request(Build));
        await thinking.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var second = AttemptId.Parse("attempt-2");
        harness.Runner.Start(RunnerHarness.Request(Build) with { Attempt = second });
        harness.Runner.IsRunning(second).ShouldBeTrue();

        harness.Runner.Cancel(second, "not needed");

        (await harness.Grains.Of(second).Result).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(AttemptStatus.Cancelled),
            r => r.Progress.Turns.ShouldBe(0));
        harness.Model.Seen.Count.ShouldBe(1);
    }
}
