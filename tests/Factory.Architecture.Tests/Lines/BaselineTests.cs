namespace Factory.Architecture.Tests.Lines;

/// <summary>A baseline can only shrink.</summary>
public sealed class BaselineTests
{
    [Theory]
    [InlineData("A.B", 2, "A.B", 2, null)]
    [InlineData("A.B", 1, "A.B", 2, null)]
    [InlineData("A.B", 3, "A.B", 2, "A.B: 3, allowed 2 (a.cs:1)")]
    public void Differences_OfAValue_AreThoseThatGrew(string now, int value, string before, int allowed, string? expected) =>
        Differences(now, value, before, allowed).ShouldBe(expected is null ? [] : [expected]);

    [Fact]
    public void Differences_OfAnotherMember_AreTheNewOneAndTheOneThatIsGone() =>
        Differences("A.C", 1, "A.B", 1).ShouldBe(["A.C: 1, allowed 0 (a.cs:1)", "A.B: no longer breaks the rule, take its line out"]);

    [Fact]
    public void Sum_OfOneMember_AddsUp() =>
        Baseline.Sum([new("A.B", 1, "a.cs:1"), new("A.B", 1, "a.cs:2"), new("A.C", 60, "a.cs:9")])
            .ShouldBe(new Dictionary<string, int> { ["A.B"] = 2, ["A.C"] = 60 }, ignoreOrder: true);

    private static IEnumerable<string> Differences(string now, int value, string before, int allowed)
    {
        Violation[] violations = [new(now, value, "a.cs:1")];
        return Baseline.Differences(Baseline.Sum(violations), new Dictionary<string, int> { [before] = allowed }, violations);
    }
}
