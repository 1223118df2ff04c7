using System.Text.RegularExpressions;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.Domain.Tasks;
using Factory.Domain.Tests.Runs;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests;

/// <summary>What people read has words, and no names of the code.</summary>
public sealed partial class WordsTests
{
    public static TheoryData<Enum> Values =>
        [.. typeof(ErrorCodes).Assembly.GetExportedTypes().Where(t => t.IsEnum).SelectMany(t => Enum.GetValues(t).Cast<Enum>())];

    public static TheoryData<TaskStage> TaskStages => [.. Enum.GetValues<TaskStage>()];

    public static TheoryData<RunStatus> RunStatuses => [.. Enum.GetValues<RunStatus>()];

    public static TheoryData<StageStatus> StageStatuses => [.. Enum.GetValues<StageStatus>()];

    [Theory]
    [MemberData(nameof(Values))]
    public void Of_EachValueOfTheContracts_IsWords(Enum value)
    {
        var words = (string)typeof(Words).GetMethod(nameof(Words.Of))!.MakeGenericMethod(value.GetType()).Invoke(null, [value])!;

        words.ShouldMatch("^[a-z0-9]+( [a-z0-9]+)*$");
    }

    [Theory]
    [InlineData(RunStatus.Succeeded, "has succeeded")]
    [InlineData(RunStatus.Failed, "has failed")]
    [InlineData(RunStatus.Cancelled, "was cancelled")]
    [InlineData(RunStatus.Running, "is running")]
    public void Being_Status_IsASentence(RunStatus status, string expected) => Words.Being(status).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 files")]
    [InlineData(1, "1 file")]
    [InlineData(1_200, "1,200 files")]
    public void Count_Number_HasTheRightForm(int count, string expected) => Words.Count(count, "file").ShouldBe(expected);

    [Theory]
    [MemberData(nameof(TaskStages))]
    public void Task_EachStage_IsToldInWords(TaskStage stage)
    {
        var entry = TaskEventMapper.Map(In(TaskStage.Ready), new TaskTransitioned(TaskTrigger.Fail, stage, "because"), Given.Now)!;
        var rejected = Decide(In(stage), new PromoteTask()).Problem;

        entry.Message.ShouldNotMatch(NameOfCode().ToString());
        (rejected?.Message ?? "").ShouldNotMatch(NameOfCode().ToString());
    }

    [Theory]
    [MemberData(nameof(RunStatuses))]
    public void Run_EachStatus_IsToldInWords(RunStatus status)
    {
        var walk = new RunWalk();
        walk.Run = walk.Run with { Status = status };

        var rejected = walk.Decide(new RetryRun(null, false, walk.Tasks)).Problem;

        (rejected?.Message ?? "").ShouldNotMatch(NameOfCode().ToString());
        RunEventMapper.Map(walk.Run, [new RunTransitioned(RunTrigger.Cancel, status)], Given.Now)
            .ShouldAllBe(entry => !NameOfCode().IsMatch(entry.Message));
    }

    [Theory]
    [MemberData(nameof(StageStatuses))]
    public void Stage_EachStatus_IsToldInWords(StageStatus status)
    {
        var run = new RunWalk().With(new StageState("build") { Status = StageStatus.Running, Round = 1 });

        RunEventMapper.Map(run, [new StageTransitioned("build", StageTrigger.Observe, status, null)], Given.Now)
            .ShouldAllBe(entry => !NameOfCode().IsMatch(entry.Message));
    }

    // A capital within a word: inReview, WaitingForOperator.
    [GeneratedRegex("[a-z][A-Z]")]
    private static partial Regex NameOfCode();
}
