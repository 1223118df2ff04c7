using Factory.Contracts.Tasks;

namespace Factory.Client.Tests;

public sealed class QueryStringTests
{
    [Fact]
    public void Build_NoValues_IsThePath() => QueryString.Build("api/runs", ("a", null), ("b", null)).ShouldBe("api/runs");

    [Theory]
    [InlineData("x", "a=x")]
    [InlineData("", "a=")]
    [InlineData("a b&c=d", "a=a%20b%26c%3Dd")]
    [InlineData("ä/ö?#", "a=%C3%A4%2F%C3%B6%3F%23")]
    [InlineData(12, "a=12")]
    [InlineData(1.5, "a=1.5")]
    [InlineData(TaskStage.InProgress, "a=inProgress")]
    public void Build_Value_IsEscapedAndInvariant(object value, string expected) =>
        QueryString.Build("p", ("a", value)).ShouldBe("p?" + expected);

    [Fact]
    public void Build_SeveralValues_AreJoinedInOrderWithoutTheMissingOnes() =>
        QueryString.Build("p", ("a", 1), ("b", null), ("c", RunId.Parse("run-1"))).ShouldBe("p?a=1&c=run-1");
}
