using Factory.Contracts.Ids;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Ids;

/// <summary>Ids become file names, branches and parts of URLs: what is accepted must be safe in all of them.</summary>
public class IdTextTests
{
    [Theory]
    [InlineData("task-1", true)]
    [InlineData("task-01jd3zkx8v5y6m7n8p9q0r1s2t", true)]
    [InlineData("task-a-b", true)]
    [InlineData("task--", true)]
    [InlineData("task-", false)]
    [InlineData("task", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("tasks-1", false)]
    [InlineData("run-1", false)]
    [InlineData("Task-1", false)]
    [InlineData("task-A", false)]
    [InlineData("task-1 ", false)]
    [InlineData(" task-1", false)]
    [InlineData("task-1\n", false)]
    [InlineData("task-../x", false)]
    [InlineData("task-a/b", false)]
    [InlineData("task-a.b", false)]
    [InlineData("task-a_b", false)]
    [InlineData("task-a%2fb", false)]
    [InlineData("task-é", false)]
    [InlineData("task-١", false)]
    public void TryParse_Text_AcceptsLowerCaseLettersDigitsAndDashes(string? text, bool expected) =>
        IdText.TryParse<TaskId>(text, out _).ShouldBe(expected);

    [Theory]
    [InlineData(IdText.MaxLength, true)]
    [InlineData(IdText.MaxLength + 1, false)]
    public void TryParse_LongText_HasALimit(int length, bool expected) =>
        IdText.TryParse<TaskId>("task-".PadRight(length, 'x'), out _).ShouldBe(expected);

    [Fact]
    public void TryParse_AnyText_AcceptsOnlyWhatPrintsTheSameAndNeedsNoEscaping() => Prop.ForAll(
        Gen.Elements("task-1.A/\\%é \n0z".ToCharArray()).ArrayOf().Select(chars => "task-" + new string(chars)).ToArbitrary(),
        text =>
        {
            if (IdText.TryParse<TaskId>(text, out var id))
            {
                id.ToString().ShouldBe(text);
                Uri.EscapeDataString(text).ShouldBe(text);
                Path.GetFileName(text).ShouldBe(text);
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_Anything_NamesTheFormAndShortensTheText() =>
        Should.Throw<FormatException>(() => TaskId.Parse(new string('x', 500))).Message
            .ShouldBe($"'{new string('x', 40)}…' is not a task id: it must have the form task-… with lower-case letters, digits and " +
                "dashes only.");
}
