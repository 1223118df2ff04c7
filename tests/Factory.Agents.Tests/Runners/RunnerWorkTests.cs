using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Metering;
using Factory.Domain.Runners;

namespace Factory.Agents.Tests.Runners;

/// <summary>
/// Attempts whose work a CLI does: shell scripts that print what a CLI prints, in the sandbox of the machine, with real
/// git. The tests call the factory's tools in place of the CLI, which has no network.
/// </summary>
public sealed class RunnerWorkTests : IAsyncDisposable
{
    private const string Session = """{"type":"thread.started","thread_id":"s1"}""";

    private const string Command =
        """
        {"type":"item.started","item":{"id":"i1","type":"command_execution","command":"echo hi","aggregated_output":"","exit_code":null,"status":"in_progress"}}
        {"type":"item.completed","item":{"id":"i1","type":"command_execution","command":"echo hi","aggregated_output":"hi\\n","exit_code":0,"status":"completed"}}
        """;

    // The test writes the file after it has submitted.
    private const string WaitForSubmission = "while [ ! -e .git/submitted ]; do sleep 0.05; done";

    private const string Done = """{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":1}}""";

    private readonly CliHarness _cli = new();

    [Fact]
    public async Task Start_SubmittedAndEnded_CommitsWhatIsInTheWorkingCopy()
    {
        _cli.Meter.Totals = new AccountTotals(2, new TokenUsage(100, 10), new Usd(0.5m));
        var request = await _cli.PrepareAsync($"""
            echo '{Session}'
            echo '{Command}'
            echo built > out.txt
            {WaitForSubmission}
            echo '{Done}'
            """);

        var running = _cli.RunAsync(request);
        await _cli.SubmitAsync(request.Attempt, """{"summary":"Add the file"}""");
        var result = await running;

        result.Problem.ShouldBeNull();
        var change = result.Artifact.ShouldBeOfType<ChangeSet>();
        (change.Summary, change.FilesChanged).ShouldBe(("Add the file", 1));
        (result.Progress.Turns, result.Progress.Usage, result.Progress.Cost).ShouldBe((2, new TokenUsage(100, 10), new Usd(0.5m)));
        var transcript = await _cli.ReadTranscriptAsync(request.Attempt);

        // What the CLI prints and what it calls arrive by different ways.
        transcript.Select(e => (e.Kind, e.Tool)).ShouldBe(
            [
                (TranscriptEntryKind.Prompt, null),
                (TranscriptEntryKind.ToolCall, "shell"),
                (TranscriptEntryKind.ToolResult, "shell"),
                (TranscriptEntryKind.ToolCall, ToolNames.SubmitResult),
                (TranscriptEntryKind.ToolResult, ToolNames.SubmitResult),
                (TranscriptEntryKind.AttemptEnd, null),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Start_EndsWithoutAResult_GoesOnInItsSessionWithAReminder()
    {
        var request = await _cli.PrepareAsync($"""
            echo '{Session}'
            if [ "$1" = resume ]; then echo "$2" > out.txt; cat >> out.txt; {WaitForSubmission}; fi
            echo '{Done}'
            """);

        var running = _cli.RunAsync(request);
        await _cli.SubmitAsync(request.Attempt, """{"summary":"Add the file"}""", whenFileExists: "out.txt");
        var result = await running;

        result.Problem.ShouldBeNull();
        var written = await ReadCommittedAsync(result, "out.txt");
        written.ShouldStartWith("s1\nYou ended without submitting a result.");
        written.ShouldContain("You have 2 tries left.");
    }

    [Fact]
    public async Task Start_NeverSubmits_FailsAfterThreeEnds()
    {
        var request = await _cli.PrepareAsync($"echo x >> starts.txt; echo '{Session}'; echo '{Done}'");

        var result = await _cli.RunAsync(request);

        result.Problem!.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
        (await File.ReadAllLinesAsync(Path.Combine(result.Progress.WorkingCopy!, "starts.txt"))).Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("""echo '{"type":"turn.failed","error":{"message":"unexpected status 429 Too Many Requests: slow down"}}'""", ErrorCodes.ModelRateLimited)]
    [InlineData("""echo '{"type":"turn.failed","error":{"message":"unexpected status 503 Service Unavailable"}}'""", ErrorCodes.ModelUnavailable)]
    [InlineData("echo 'no such option' >&2; exit 0", ErrorCodes.RunnerFailed)]
    [InlineData("kill -9 $$", ErrorCodes.RunnerFailed)]
    public async Task Start_EndsWithoutSuccess_SaysWhoFailedWhateverItsExitCodeSays(string script, string code)
    {
        var result = await _cli.RunAsync(await _cli.PrepareAsync(script));

        result.Problem!.Code.ShouldBe(code, result.Problem.Message);
        result.Status.ShouldBe(AttemptStatus.Failed);
    }

    [Fact]
    public async Task Start_FailsWithoutEvent_TellsWhatItWroteAsError()
    {
        var result = await _cli.RunAsync(await _cli.PrepareAsync("echo 'no such option' >&2; exit 3"));

        result.Problem!.Message.ShouldBe(
            "tool failed: It ended with exit code 3 and without its last event. It wrote: no such option");
    }

    [Fact]
    public async Task Start_MoreCallsThanItsKindAllows_IsStopped()
    {
        _cli.Meter.Totals = new AccountTotals(10_000, default, default);

        var result = await _cli.RunAsync(await _cli.PrepareAsync($"echo '{Session}'; sleep 1000"));

        result.Problem!.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
    }

    [Fact]
    public async Task Cancel_CliAtWork_EndsItsProcessesAndKeepsItsFiles()
    {
        var request = await _cli.PrepareAsync($"echo '{Session}'; echo half > out.txt; setsid sleep 1000 & sleep 1000");
        var running = _cli.RunAsync(request);
        await _cli.WaitForFileAsync(request.Attempt, "out.txt");

        _cli.Runner.Cancel(request.Attempt, "enough");
        var result = await running;

        result.Status.ShouldBe(AttemptStatus.Cancelled);
        result.SalvagedCommit.ShouldNotBeNull();
    }

    [Fact]
    public async Task Start_PlainTextCli_SucceedsByItsExitCodeAndTakesThePromptAsAnArgument()
    {
        var request = await _cli.PrepareAsync(
            $"printf '%s' \"$1\" > prompt.txt; {WaitForSubmission}",
            runner => runner with { Output = RunnerOutput.Text, Arguments = ["${prompt}"], ResumeArguments = [] });

        var running = _cli.RunAsync(request);
        await _cli.SubmitAsync(request.Attempt, """{"summary":"Add the file"}""", whenFileExists: "prompt.txt");
        var result = await running;

        result.Problem.ShouldBeNull();
        (await ReadCommittedAsync(result, "prompt.txt")).ShouldContain("# Build tip-calculator");
    }

    [Fact]
    public async Task Start_ProgramIsMissing_TheBuiltInLoopDoesTheWork()
    {
        var request = await _cli.PrepareAsync("exit 0");
        File.Delete(_cli.Program);

        var result = await _cli.RunAsync(request);

        result.Problem!.Message.ShouldNotContain("tool failed");
        _cli.Model.Seen.ShouldNotBeEmpty();
    }

    public ValueTask DisposeAsync() => _cli.DisposeAsync();

    private static async Task<string> ReadCommittedAsync(AttemptResult result, string file) =>
        await File.ReadAllTextAsync(Path.Combine(result.Progress.WorkingCopy!, file));
}
