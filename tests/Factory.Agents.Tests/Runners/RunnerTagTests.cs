using Factory.Agents.Runners;
using Factory.Contracts.Ids;

namespace Factory.Agents.Tests.Runners;

public sealed class RunnerTagTests
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    [Fact]
    public void Create_Attempt_IsUniqueAndNamesIt()
    {
        var tags = Enumerable.Range(0, 10).Select(_ => RunnerTag.Create(Attempt)).ToList();

        tags.ShouldBeUnique();
        tags.ShouldAllBe(tag => RunnerTag.AttemptOf(tag) == Attempt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("runner-")]
    [InlineData("runner-.0123")]
    [InlineData("runner-attempt-1")]
    [InlineData("other-attempt-1.0123")]
    [InlineData("runner-../../etc.0123")]
    public void AttemptOf_NoTag_IsNull(string text) => RunnerTag.AttemptOf(text).ShouldBeNull();
}
