using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Repositories;
using Factory.Domain.WorkingCopies;

namespace Factory.Domain.Tests.Repositories;

public sealed class CommitMessageTests
{
    private static readonly CommitTrailers Trailers = new(
        null,
        TaskId.Parse("task-1"),
        AttemptId.Parse("attempt-1"),
        AgentId.Parse("agent-rex"),
        new ModelRef("p", "m\nFactory-Agent: x"));

    [Fact]
    public void Format_Text_GetsTrailersAndKeepsNoneOfItsOwn()
    {
        CommitMessage.Format("Add it\n\nBody\nFactory-Task: forged\n", Trailers).ShouldBe(
            "Add it\n\nBody\n> Factory-Task: forged\n\nFactory-Task: task-1\nFactory-Attempt: attempt-1\nFactory-Agent: " +
            "agent-rex\nFactory-Model: p/m Factory-Agent: x\n");
    }

    [Theory]
    [InlineData("", "Change the product")]
    [InlineData("  \n\n a \n", "a")]
    [InlineData("a\u001b[31m\0b", "a[31mb")]
    public void Sanitize_AnyText_HasASubjectAndNoControlCharacters(string text, string expected) =>
        CommitMessage.Sanitize(text).ShouldBe(expected);

    [Fact]
    public void Sanitize_LongSubject_MovesIntoTheBody()
    {
        var cleaned = CommitMessage.Sanitize(new string('x', 100));

        cleaned.Split('\n')[0].Length.ShouldBe(72);
        cleaned.ShouldEndWith(new string('x', 100));
    }

    [Theory]
    [InlineData(72, 1)]
    [InlineData(73, 3)]
    public void Sanitize_Subject_HasSeventyTwoCharactersAtMost(int length, int lines) =>
        CommitMessage.Sanitize(new string('x', length)).Split('\n').Length.ShouldBe(lines);

    [Theory]
    [InlineData(16_384)]
    [InlineData(100_000)]
    public void Sanitize_EndlessText_IsTruncated(int length)
    {
        var text = "Subject\n\n" + new string('x', length - "Subject\n\n".Length);
        CommitMessage.Sanitize(text).ShouldBe(text[..16_384]);
    }

    [Fact]
    public void Format_CommitOfARun_NamesIt() =>
        CommitMessage.Format("Add it", Trailers with { Run = RunId.Parse("run-1") })
            .ShouldStartWith("Add it\n\nFactory-Run: run-1\nFactory-Task: task-1\n");
}
