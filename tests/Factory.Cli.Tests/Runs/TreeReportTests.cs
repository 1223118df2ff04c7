using Factory.Cli.Output;
using Factory.Cli.Runs;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Factory.TestKit.Time;
using Spectre.Console;

namespace Factory.Cli.Tests.Runs;

/// <summary>The live tree over a terminal that records what is written to it.</summary>
public sealed class TreeReportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);

    private readonly ObservableTimeProvider _time = new(Given.Now);
    private readonly StringWriter _terminal = new() { NewLine = "\n" };

    [Fact]
    public async Task Draw_NothingChanges_WritesOneFrameASecond()
    {
        await using var report = await StartAsync();
        report.OnRunChanged(Running(), []);
        await FramesAsync(4);
        var before = _terminal.ToString().Length;

        await FramesAsync(4 * 60);

        var frames = _terminal.ToString()[before..].Split("tip-calculator").Length - 1;
        frames.ShouldBeInRange(59, 61);
    }

    [Fact]
    public async Task Draw_EightyThreeSecondsOfARun_StaysBelow100KB()
    {
        await using var report = await StartAsync();
        report.OnRunChanged(Running(), []);

        // A progress event a second, as a busy attempt sends them.
        for (var second = 0; second < 83; second++)
        {
            report.OnEvent(Samples.Story()[3]);
            await FramesAsync(4);
        }

        _terminal.ToString().Length.ShouldBeLessThan(100_000, "it was 519 KB with eight frames a second");
    }

    [Fact]
    public async Task Draw_Change_IsShownWithTheNextFrame()
    {
        await using var report = await StartAsync();
        report.OnRunChanged(Running(), []);
        await FramesAsync(1);

        report.OnPauseChanged(true);
        await FramesAsync(1);

        _terminal.ToString().ShouldContain("Type: factory resume --data /d");
    }

    [Fact]
    public async Task Dispose_AfterAChange_LeavesTheFinalStateOnTheScreen()
    {
        var report = await StartAsync();
        report.OnRunChanged(Running(), []);
        await FramesAsync(1);

        report.OnRunChanged(Samples.Run(), []);
        await report.DisposeAsync().AsTask().WaitAsync(Patience);

        _terminal.ToString()[_terminal.ToString().LastIndexOf("research", StringComparison.Ordinal)..].ShouldContain("3.0 s");
    }

    private static RunView Running() => Samples.Run(RunStatus.Running) with
    {
        Stages = [Samples.Run().Stages[0] with { Status = StageStatus.Running, FinishedAt = null }],
        FinishedAt = null,
    };

    private async Task<TreeReport> StartAsync()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_terminal),
        });
        console.Profile.Width = 120;
        console.Profile.Height = 40;
        var environment = new CliRig { Time = _time }.EnvironmentOver(_terminal, TextWriter.Null);
        var report = new TreeReport(new CommandContext(
            new GlobalSettings("/d", null, false, " --data /d"),
            new ConsoleOutput(environment, json: false, console),
            environment));
        await _time.WaitForTimerAsync(Frame).WaitAsync(Patience);
        return report;
    }

    private async Task FramesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            // In this order: the next frame has been drawn when the pause after it begins.
            _time.Advance(Frame);
            await _time.WaitForTimerAsync(Frame).WaitAsync(Patience);
        }
    }
}
