using System.Text.Json;
using Factory.Cli.Runs;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Contracts.Models;
using Factory.Contracts.Providers;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Runs;

/// <summary>What is printed when a run has ended.</summary>
public sealed class RunSummaryTests : IAsyncLifetime
{
    private readonly CliRig _rig = new();
    private FakeApi _silo = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeApi.StartAsync();
        _rig.Silo = _silo;
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(RunStatus.Succeeded, "✔ rehearsal finished: the demonstration product tip-calculator in 42.5 s, waits included")]
    [InlineData(RunStatus.Failed, "✘ tip-calculator failed in 42.5 s, waits included")]
    [InlineData(RunStatus.Cancelled, "⊘ tip-calculator was cancelled in 42.5 s, waits included")]
    public async Task Show_EndedRun_SaysHowItEnded(RunStatus status, string expected)
    {
        await RunAsync(Samples.Run(status));

        _rig.Lines().ShouldContain(expected);
    }

    [Fact]
    public async Task Show_Evidence_ListsCommandsAndProblems()
    {
        await RunAsync(Samples.Run(RunStatus.Failed) with
        {
            Evidence = new EvidenceReport(
                "c1",
                [
                    new CommandEvidence("e1", "build", "npm [ci]", 0, false, 1, "ok", null, null),
                    new CommandEvidence("e2", "test", "npm test", 1, false, 1, "bad", 2, 1),
                    new CommandEvidence("e3", "lint", "npm run lint", 0, true, 60, "slow", null, null),
                ],
                ["No test covers the\u001b[2J change."]),
        });

        var lines = _rig.Lines();
        lines.ShouldContain("  evidence    ✔ npm [ci] (exit 0)");
        lines.ShouldContain("              ✘ npm test (exit 1; 2 passed, 1 failed)");
        lines.ShouldContain("              ✘ npm run lint (timed out)");
        lines.ShouldContain("              ✘ No test covers the[2J change.");
    }

    [Fact]
    public async Task Show_Problem_HasTheReasonAndTheFixWithTheDataFolder()
    {
        await RunAsync(Samples.Run(RunStatus.Failed) with
        {
            Problem = new Problem(
                ErrorCodes.NoModel,
                "No model can do it.",
                "Correct it, then: factory config reload && factory run retry run-1"),
        });

        var lines = _rig.Lines();
        lines.ShouldContain("  why         No model can do it. (model.none_suitable)");
        lines.ShouldContain("  fix         Correct it, then: factory config reload --data ~/data && factory run retry run-1 --data ~/data");
        lines.ShouldNotContain("  factory run retry run-1 --data ~/data", customMessage: "the fix says it already");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Show_RehearsalModels_NamesRealOnesWhereThereAreNone(bool hasReal, bool expected)
    {
        _silo.Answers["/api/providers"] = new[]
        {
            new ProviderView("rehearsal", true, "", [], 0, 0, null),
            new ProviderView("openai", hasReal, "", [], 0, 0, null),
        };

        await RunAsync(Samples.Run());

        _rig.Out.ToString().Contains("OPENAI_API_KEY=… factory run", StringComparison.Ordinal).ShouldBe(expected);
    }

    [Fact]
    public async Task Show_RealModels_SaysNothingAboutRehearsal()
    {
        await RunAsync(Samples.Run() with { Stages = [Samples.Run().Stages[0] with { Model = new ModelRef("openai", "gpt") }] });

        _rig.Out.ToString().ShouldNotContain("a scripted model");
        _rig.Out.ToString().ShouldNotContain("OPENAI_API_KEY=…");
        _silo.Requests.ShouldNotContain("GET /api/providers");
    }

    [Fact]
    public void ToJsonRecord_FailedRun_HasTheProblemAndNoUrl()
    {
        var record = RunSummary.ToJsonRecord(Samples.Run(RunStatus.Failed) with { Url = null });

        var json = JsonSerializer.SerializeToElement(record, record.GetType(), FactoryJson.Options);

        json.GetProperty("type").GetString().ShouldBe("run-finished");
        json.GetProperty("status").GetString().ShouldBe("failed");
        json.GetProperty("problem").GetProperty("hint").GetString().ShouldBe("Retry it.");
        json.TryGetProperty("url", out _).ShouldBeFalse();
        json.GetProperty("stages")[1].GetProperty("outcome").GetString().ShouldBe("waiting");
    }

    private async Task RunAsync(RunView final)
    {
        _silo.Play(final, Samples.Story());
        await _rig.RunAsync("run", "A tip calculator");
    }
}
