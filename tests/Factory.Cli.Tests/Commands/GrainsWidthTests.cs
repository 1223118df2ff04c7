using Factory.Cli.Commands;
using Factory.Contracts.Diagnostics;
using Spectre.Console;

namespace Factory.Cli.Tests.Commands;

/// <summary>Rows of the grain statistics fit into the terminal: a wrapped row would look like two.</summary>
public sealed class GrainsWidthTests
{
    private const string LongGrain = "task/task-01jd3z8w6q4m5n7p9r2s4t6v8x";

    private static readonly GrainStatisticsView Look = new(
        DateTimeOffset.UnixEpoch,
        12_345.6,
        1,
        [
            new("KevGrain", 1, 1_234_567, 99_999, 123, 999.9, 123_456),
            new("AVeryLongNameOfAGrainThatNobodyWouldChooseGrain", 10_000, 1, 0.1, 0, null, null),
        ],
        [
            new(LongGrain, "ITaskGrain.RecordAttemptResultAndDecideWhatFollows", 123_456, DateTimeOffset.UnixEpoch, true),
            new("kev/kev", "IKevGrain.Look", 1.5, DateTimeOffset.UnixEpoch, false),
        ],
        new(1_234_567, 21, 3, 5));

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void Render_AnyWidth_HasOneLineARow(int width)
    {
        var lines = Render(width);

        lines.ShouldAllBe(l => l.Length <= width);
        lines.Count(l => l.Contains("failed", StringComparison.Ordinal)).ShouldBe(1);
        lines.Count(l => l.StartsWith("KevGrain", StringComparison.Ordinal)).ShouldBe(1);

        // Two lines of totals, and two tables with a heading, two rows and an empty line before them.
        lines.Length.ShouldBe(10);
    }

    [Fact]
    public void Render_WideTerminal_CutsNothing() => string.Join('\n', Render(200)).ShouldContain(LongGrain);

    [Fact]
    public void Render_FewRows_ShowsTheBusiestGrainsFirst()
    {
        var lines = Render(120, rows: 1);

        lines.Count(l => l.Contains("Grain ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain(l => l.StartsWith("KevGrain", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.StartsWith("slowest", StringComparison.Ordinal));
    }

    private static string[] Render(int width, int rows = 100)
    {
        var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Write(GrainsRenderer.Render(Look, rows, width));
        return [.. text.ToString().TrimEnd('\n').Split('\n').Select(l => l.TrimEnd())];
    }
}
