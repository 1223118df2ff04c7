using Factory.Cli.Runs;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;

namespace Factory.Cli.Tests.Runs;

public sealed class StageLineTests
{
    private static readonly RunRenderer.Progress Working = new("agent-rex", "lab/small", "2", 2_000, "writes");

    // Status, with progress, with silo, and what differs: glyph, attempt, tokens, time.
    public static TheoryData<StageStatus, bool, bool, string> Lines => new()
    {
        { StageStatus.Running, false, true, "⠹|#1|1.5k|10.0 s" },
        { StageStatus.Running, true, true, "⠹|#2|2.0k|10.0 s" },
        { StageStatus.Running, false, false, "‖|#1|1.5k|" },
        { StageStatus.InReview, true, true, "◌|#1|1.5k|10.0 s" },
        { StageStatus.WaitingForOperator, false, true, "?|#1|1.5k|10.0 s" },
        { StageStatus.WaitingForOperator, false, false, "?|#1|1.5k|" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Format_StartedStage_HasAllFiguresAndAClockOnlyWithASilo(StageStatus status, bool progress, bool silo, string figures)
    {
        var line = Plain(StageLine.Format(Stage(status), progress ? Working : null, silo ? Given.Now.AddSeconds(10) : null, tick: 2));

        var f = figures.Split('|');
        line.ShouldBe($"{f[0]} build         Scout  rehearsal/rehearsal-a    {f[1]}  {f[2],7} tok    0.00 USD  {f[3],8}".TrimEnd());
    }

    [Theory]
    [InlineData(StageStatus.Done, "✔")]
    [InlineData(StageStatus.Failed, "✘")]
    [InlineData(StageStatus.Cancelled, "⊘")]
    public void Format_EndedStage_HasItsOwnTimeWithAndWithoutASilo(StageStatus status, string glyph)
    {
        var stage = Stage(status) with { FinishedAt = Given.Now.AddSeconds(3) };

        var line = Plain(StageLine.Format(stage, null, null, 0));

        line.ShouldBe(Plain(StageLine.Format(stage, null, Given.Now.AddHours(1), 0)));
        line.ShouldStartWith($"{glyph} build ");
        line.ShouldEndWith("   3.0 s");
    }

    [Fact]
    public void Format_WaitingStage_IsItsStatusAlone() =>
        Plain(StageLine.Format(new StageView { Name = "a-very-long-stage-name", Status = StageStatus.Waiting }, null, Given.Now, 0))
            .ShouldBe("· a-very-long-… waiting");

    [Fact]
    public void Format_StageBeforeItsFirstResult_TakesAgentAndModelFromTheProgress()
    {
        var stage = new StageView { Name = "build", Status = StageStatus.Running, StartedAt = Given.Now };

        Plain(StageLine.Format(stage, Working, Given.Now, 0))
            .ShouldBe("⠋ build         Rex    lab/small                #2     2.0k tok    0.00 USD     0.0 s");
    }

    private static StageView Stage(StageStatus status) => new()
    {
        Name = "build",
        Status = status,
        Attempts = 1,
        Agent = AgentId.Parse("agent-scout"),
        Model = new ModelRef("rehearsal", "rehearsal-a"),
        Usage = new TokenUsage(1200, 300),
        StartedAt = Given.Now,
    };

    private static string Plain(string markup) => Spectre.Console.Markup.Remove(markup).TrimEnd();
}
