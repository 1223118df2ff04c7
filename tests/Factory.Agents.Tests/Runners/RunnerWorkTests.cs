using System.Text.Json;
using Factory.Agents.Runners;
using Factory.Agents.Tests.Attempts;
using Factory.Agents.Tests.Loop;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Health;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Repositories;
using Factory.Domain.Runners;
using Factory.TestKit.Builders;
using Factory.TestKit.Metering;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;

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

    private readonly TemporaryFolder _data = new();
    private readonly FakeGrains _grains = new();
    private readonly FakeMeter _meter = new();
    private readonly ScriptedModel _model = new();
    private ServiceProvider? _services;

    private string Program => _data.In("programs/tool");

    private IAttemptRunner Runner => _services!.GetRequiredService<IAttemptRunner>();

    [Fact]
    public async Task Start_SubmittedAndEnded_CommitsWhatIsInTheWorkingCopy()
    {
        _meter.Totals = new AccountTotals(2, new TokenUsage(100, 10), new Usd(0.5m));
        var request = await PrepareAsync($"""
            echo '{Session}'
            echo '{Command}'
            echo built > out.txt
            {WaitForSubmission}
            echo '{Done}'
            """);

        var running = RunAsync(request);
        await SubmitAsync(request.Attempt, """{"summary":"Add the file"}""");
        var result = await running;

        result.Problem.ShouldBeNull();
        var change = result.Artifact.ShouldBeOfType<ChangeSet>();
        (change.Summary, change.FilesChanged).ShouldBe(("Add the file", 1));
        (result.Progress.Turns, result.Progress.Usage, result.Progress.Cost).ShouldBe((2, new TokenUsage(100, 10), new Usd(0.5m)));
        var transcript = await TranscriptAsync(request.Attempt);

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
        var request = await PrepareAsync($"""
            echo '{Session}'
            if [ "$1" = resume ]; then echo "$2" > out.txt; cat >> out.txt; {WaitForSubmission}; fi
            echo '{Done}'
            """);

        var running = RunAsync(request);
        await SubmitAsync(request.Attempt, """{"summary":"Add the file"}""", whenFileExists: "out.txt");
        var result = await running;

        result.Problem.ShouldBeNull();
        var written = await ReadCommittedAsync(result, "out.txt");
        written.ShouldStartWith("s1\nYou ended without submitting a result.");
        written.ShouldContain("You have 2 tries left.");
    }

    [Fact]
    public async Task Start_NeverSubmits_FailsAfterThreeEnds()
    {
        var request = await PrepareAsync($"echo x >> starts.txt; echo '{Session}'; echo '{Done}'");

        var result = await RunAsync(request);

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
        var result = await RunAsync(await PrepareAsync(script));

        result.Problem!.Code.ShouldBe(code, result.Problem.Message);
        result.Status.ShouldBe(AttemptStatus.Failed);
    }

    [Fact]
    public async Task Start_FailsWithoutEvent_TellsWhatItWroteAsError()
    {
        var result = await RunAsync(await PrepareAsync("echo 'no such option' >&2; exit 3"));

        result.Problem!.Message.ShouldBe(
            "tool failed: It ended with exit code 3 and without its last event. It wrote: no such option");
    }

    [Fact]
    public async Task Start_MoreCallsThanItsKindAllows_IsStopped()
    {
        _meter.Totals = new AccountTotals(10_000, default, default);

        var result = await RunAsync(await PrepareAsync($"echo '{Session}'; sleep 1000"));

        result.Problem!.Code.ShouldBe(ErrorCodes.AttemptLimitReached);
    }

    [Fact]
    public async Task Cancel_CliAtWork_EndsItsProcessesAndKeepsItsFiles()
    {
        var request = await PrepareAsync($"echo '{Session}'; echo half > out.txt; setsid sleep 1000 & sleep 1000");
        var running = RunAsync(request);
        await WaitForFileAsync(request.Attempt, "out.txt");

        Runner.Cancel(request.Attempt, "enough");
        var result = await running;

        result.Status.ShouldBe(AttemptStatus.Cancelled);
        result.SalvagedCommit.ShouldNotBeNull();
    }

    [Fact]
    public async Task Start_PlainTextCli_SucceedsByItsExitCodeAndTakesThePromptAsAnArgument()
    {
        var request = await PrepareAsync(
            $"printf '%s' \"$1\" > prompt.txt; {WaitForSubmission}",
            runner => runner with { Output = RunnerOutput.Text, Arguments = ["${prompt}"], ResumeArguments = [] });

        var running = RunAsync(request);
        await SubmitAsync(request.Attempt, """{"summary":"Add the file"}""", whenFileExists: "prompt.txt");
        var result = await running;

        result.Problem.ShouldBeNull();
        (await ReadCommittedAsync(result, "prompt.txt")).ShouldContain("# Build tip-calculator");
    }

    [Fact]
    public async Task Start_ProgramIsMissing_TheBuiltInLoopDoesTheWork()
    {
        var request = await PrepareAsync("exit 0");
        File.Delete(Program);

        var result = await RunAsync(request);

        result.Problem!.Message.ShouldNotContain("tool failed");
        _model.Seen.ShouldNotBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        _data.Dispose();
    }

    private static FactoryConfig ConfigWith(RunnerDefinition runner) => RunnerHarness.Config with
    {
        Agents = [.. RunnerHarness.Config.Agents.Select(a => a with { Runners = [runner.Name] })],
        Catalogue = new ModelCatalogue([Given.Provider() with { TrustedCommands = true }]),
        Runners = [runner],
    };

    /// <summary>Installs a CLI that is this script, and a product for it to work on.</summary>
    private async Task<AttemptRequest> PrepareAsync(string script, Func<RunnerDefinition, RunnerDefinition>? change = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Program)!);
        await File.WriteAllTextAsync(Program, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var none = new Dictionary<string, string>();
        var runner = new RunnerDefinition("tool", "tool", RunnerOutput.Codex, ["start"], ["resume", "${session}"], none, none, null);
        var paths = new FactoryPaths(_data.In("data"));
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(paths)
            .AddSingleton(ConfigWith(change is null ? runner : change(runner)))
            .AddSingleton<IGrainFactory>(_grains)
            .AddSingleton<IStorageHealth>(new FakeStorageHealth())
            .AddSingleton<IModelSessions>(_model)
            .AddSingleton<IMeter>(_meter)
            .AddSingleton<IVirtualKeyStore>(_meter)
            .AddSingleton<IAttemptServer>(new FakeAttemptServer())
            .AddSingleton(new RunnerPrograms(paths, Path.GetDirectoryName(Program), home: null))
            .AddFactoryAgents()
            .BuildServiceProvider();
        var product = await _services.GetRequiredService<IProductRepositories>()
            .CreateAsync(ProductId.Parse("product-1"), "tip", CancellationToken.None);
        return RunnerHarness.Request(Given.Spec() with { Product = product });
    }

    private async Task<AttemptResult> RunAsync(AttemptRequest request)
    {
        Runner.Start(request);
        return await _grains.Of(request.Attempt).Result;
    }

    /// <summary>Calls the factory's tool as the CLI would, and lets the script go on.</summary>
    private async Task SubmitAsync(AttemptId attempt, string result, string? whenFileExists = null)
    {
        var tools = _services!.GetRequiredService<IAttemptTools>();
        await UntilAsync(() => tools.Find(attempt) is not null);
        await WaitForFileAsync(attempt, whenFileExists ?? "");
        var arguments = new Dictionary<string, JsonElement> { ["result"] = JsonDocument.Parse(result).RootElement };
        (await tools.CallAsync(attempt, ToolNames.SubmitResult, arguments, CancellationToken.None))!.IsError.ShouldBeFalse();
        await File.WriteAllTextAsync(Path.Combine(FolderOf(attempt)!, ".git", "submitted"), "");
    }

    private Task WaitForFileAsync(AttemptId attempt, string name) =>
        UntilAsync(() => FolderOf(attempt) is { } folder && Path.Exists(Path.Combine(folder, name)));

    private string? FolderOf(AttemptId attempt) =>
        _grains.Of(attempt).Reports.Select(r => r.WorkingCopy).FirstOrDefault(w => w is not null);

    private Task<IReadOnlyList<TranscriptEntry>> TranscriptAsync(AttemptId attempt) =>
        _services!.GetRequiredService<ITranscriptReader>().ReadAsync(attempt, 0, 1_000, CancellationToken.None);

    private static async Task<string> ReadCommittedAsync(AttemptResult result, string file) =>
        await File.ReadAllTextAsync(Path.Combine(result.Progress.WorkingCopy!, file));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
