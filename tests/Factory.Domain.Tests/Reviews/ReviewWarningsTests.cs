using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Domain.Reviews;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Reviews;

public class ReviewWarningsTests
{
    private static readonly EvidenceReport Evidence = new("c1", [], [], ["the earlier tests fail"], ["only printed"]);

    [Fact]
    public void Of_Review_AreThoseOfEvidenceAndChange()
    {
        ReviewWarnings.Of(Review(".vscode: runs by itself"), Evidence)
            .ShouldBe(["the earlier tests fail", "only printed", ".vscode: runs by itself"]);
        ArtifactContext.For(Review("a"), Evidence).Warnings.ShouldBe(["the earlier tests fail", "only printed", "a"]);
    }

    [Fact]
    public void Of_ChangeOfAnotherCommit_IsLeftOut()
    {
        var review = Review("a");

        ReviewWarnings.Of(review with { ReviewSubject = review.ReviewSubject! with { Commit = "c2" } }, null).ShouldBeEmpty();
        ReviewWarnings.Of(review with { ReviewSubject = null }, Evidence).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(18, 20, "c18")]
    [InlineData(19, 20, "2 more concerns of the change, which its artifact lists.")]
    [InlineData(200, 20, "183 more concerns of the change, which its artifact lists.")]
    public void Of_ManyConcerns_AreOneWarningThatHidesNoOther(int concerns, int expected, string last)
    {
        var warnings = ReviewWarnings.Of(Review([.. Enumerable.Range(1, concerns).Select(i => $"c{i}")]), Evidence);

        warnings.Count.ShouldBe(expected);
        warnings[0].ShouldBe("the earlier tests fail");
        warnings[^1].ShouldBe(last);
    }

    private static TaskSpec Review(params string[] concerns) => Given.Spec(TaskKinds.Review) with
    {
        Expects = ArtifactKind.Review,
        ReviewSubject = new ReviewSubject(TaskId.Parse("task-0"), "c1", Given.LargeModel, AllowSameModel: false),
        Inputs = [new TaskInput("build", Given.Change() with { Concerns = concerns })],
    };
}
