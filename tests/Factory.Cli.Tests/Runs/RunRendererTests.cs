using Factory.Cli.Runs;
using Factory.Cli.Tests.Support;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Spectre.Console;

namespace Factory.Cli.Tests.Runs;

public sealed class RunRendererTests
{
    [Fact]
    public void Draw_RunAtWork_ShowsStagesProgressAndNoTrickery()
    {
        var picture = new RunRenderer("");
        var stage = Samples.Run().Stages[0] with { Status = StageStatus.Running, FinishedAt = null, Usage = default, Outcome = null };
        picture.Update(Samples.Run(RunStatus.Running) with { Stages = [stage, Samples.Run().Stages[1]] }, []);
        picture.Update(Samples.Story()[3]);

        var text = Render(picture);

        text.ShouldContain("tip-calculator");
        text.ShouldContain("research");
        text.ShouldContain("Scout");
        text.ShouldContain("rehearsal/rehearsal-a");
        text.ShouldContain("1.5k tok");
        text.ShouldContain("10.0 s");
        text.ShouldContain("wrote ]0;ownednotes.md");
        text.ShouldContain("build");
        text.ShouldContain("waiting");
        text.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Draw_WaitingForOperator_NamesTheCommandToType()
    {
        var picture = new RunRenderer(" --data /d");
        var stage = Samples.Run().Stages[0] with { Status = StageStatus.WaitingForOperator, FinishedAt = null };
        picture.Update(
            Samples.Run(RunStatus.WaitingForOperator) with { Stages = [stage] },
            [new PendingAction("research", "Deploy [bold]now[/]?", "factory approve approval-1")]);

        var text = Render(picture);

        text.ShouldContain("Deploy [bold]now[/]?");
        text.ShouldContain("type: factory approve approval-1 --data /d");
    }

    [Theory]
    [InlineData(StageStatus.Done, "✔")]
    [InlineData(StageStatus.Failed, "✘")]
    [InlineData(StageStatus.Cancelled, "⊘")]
    [InlineData(StageStatus.WaitingForOperator, "?")]
    public void Draw_EndedStage_HasItsGlyph(StageStatus status, string glyph)
    {
        var picture = new RunRenderer("");
        picture.Update(Samples.Run() with { Stages = [Samples.Run().Stages[0] with { Status = status, Cost = new Usd(0.25m) }] }, []);

        Render(picture).ShouldContain(glyph);
    }

    private static string Render(RunRenderer picture)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text)
        });
        console.Profile.Width = 140;
        console.Write(picture.Render(Given.Now.AddSeconds(10), 140, 0));
        return text.ToString();
    }
}
