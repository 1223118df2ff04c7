using Factory.Cli.Output;
using Factory.Cli.Runs;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Events;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Cli.Tests.Runs;

/// <summary>The lines that logs and pipes get.</summary>
public sealed class PlainReportTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(Given.Now);
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly CliRig _rig = new();

    public void Dispose() => _rig.Dispose();

    public static TheoryData<string, string, string?> Events => new()
    {
        { EventTypes.RunStarted, "pipeline 'product'", "run started: pipeline 'product'" },
        { EventTypes.RunStageChanged, "build: running", "build: running" },
        { EventTypes.RunEnded, "succeeded", "run ended: succeeded" },
        { EventTypes.TaskRouted, "Rex with lab/small", "build: Rex with lab/small" },
        { EventTypes.AttemptStarted, "started", "build: Rex starts attempt 2 with lab/small" },
        { EventTypes.AttemptEnded, "ended", "build: attempt 2 succeeded: 1500 tokens, 0.02 USD" },
        { EventTypes.TaskQuestionAsked, "Which currency?", "build: Which currency?" },
        { EventTypes.BudgetThreshold, "80 % of the day", "build: 80 % of the day" },
        { EventTypes.AttemptProgress, "progress", null },
        { EventTypes.TaskStageChanged, "moved", null },
        { EventTypes.TaskOpened, "opened", null },
    };

    [Fact]
    public void OnEvent_AttemptOfALaterRound_NamesTheRound()
    {
        Create("").OnEvent(Samples.Event(
            1,
            EventTypes.AttemptStarted,
            "started",
            ("stage", "test"),
            ("agent", "agent-hawk"),
            ("model", "lab/small"),
            ("number", "1"),
            ("round", "2")));

        _out.ToString().ShouldContain("test: Hawk starts attempt 1 of round 2 with lab/small");
    }

    [Theory]
    [InlineData(true, "the factory does not answer: trying again for half a minute")]
    [InlineData(false, "the factory answers again")]
    public void OnConnectionChanged_LostOrBack_IsALine(bool lost, string expected)
    {
        Create("").OnConnectionChanged(lost);

        _out.ToString().ShouldContain(expected);
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void OnEvent_EachType_IsOneLineOrNone(string type, string message, string? expected)
    {
        var report = Create("");
        _time.Advance(TimeSpan.FromSeconds(3.14));

        report.OnEvent(Samples.Event(
            1,
            type,
            message,
            ("stage", "build"),
            ("agent", "agent-rex"),
            ("model", "lab/small"),
            ("number", "2"),
            ("status", "succeeded"),
            ("tokens", "1500"),
            ("cost", "0.02")));

        _out.ToString().ShouldBe(expected is null ? "" : $"[   3.1 s] {expected}\n");
    }

    [Fact]
    public void OnEvent_MissingDataAndEscapeSequences_AreHarmless()
    {
        var report = Create("");

        report.OnEvent(Samples.Event(1, EventTypes.AttemptStarted, "x"));
        report.OnEvent(Samples.Event(2, EventTypes.TaskRouted, "a\u001b[2Jb\nc"));

        _out.ToString().ShouldBe("[   0.0 s] an agent starts attempt ? with ?\n[   0.0 s] a[2Jb c\n");
    }

    [Fact]
    public void OnRunChanged_PendingAction_IsPrintedOnceWithItsCommand()
    {
        var report = Create(" --data /d");
        PendingAction[] waits = [new("build", "Merge it?", "factory approve approval-1")];

        report.OnRunChanged(Samples.Run(), waits);
        report.OnRunChanged(Samples.Run(), waits);

        _out.ToString().ShouldBe(
            "run-1: A tip calculator [red][2J\n" +
            "[   0.0 s] build: waits for you: Merge it?\n" +
            "[   0.0 s]   type: factory approve approval-1 --data /d\n");
    }

    private PlainReport Create(string dataOption)
    {
        _rig.Time = _time;
        var environment = _rig.EnvironmentOver(_out, TextWriter.Null);
        return new PlainReport(new CommandContext(
            new GlobalSettings("/d", null, false, dataOption),
            new ConsoleOutput(environment, json: false),
            environment));
    }
}
