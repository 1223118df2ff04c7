using Factory.Contracts.Ids;
using Factory.Domain.Retention;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Retention;

public class RetentionRulesTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static TheoryData<string, AttemptFacts?, bool> Attempts => new()
    {
        { "no attempt is known", null, false },
        { "it runs", new AttemptFacts(null, false, true), false },
        { "it runs, though its task has ended", new AttemptFacts(null, true, true), false },
        { "old, and its task goes on", new AttemptFacts(Given.Now.AddDays(-30), false, true), false },
        { "a moment too young", new AttemptFacts(Given.Now - Week + TimeSpan.FromTicks(1), true, true), false },
        { "exactly old enough", new AttemptFacts(Given.Now - Week, true, true), true },
        { "old, without a result in its files", new AttemptFacts(Given.Now.AddDays(-30), true, false), true },
        { "ended in the future, by another clock", new AttemptFacts(Given.Now.AddDays(1), true, true), false },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void IsExpired_FilesOfAnAttempt_AreKeptUntilTheirTaskHasEndedLongEnoughAgo(string name, AttemptFacts? attempt, bool expected) =>
        RetentionRules.IsExpired(attempt, Week, Given.Now).ShouldBe(expected, name);

    [Theory]
    [InlineData("idle", "unused", 14 * 24 * 60, true)]
    [InlineData("idle", "unused", (14 * 24 * 60) - 1, false)]
    [InlineData("idle", "served", 14 * 24 * 60, false)]
    [InlineData("busy", "unused", 14 * 24 * 60, false)]
    public void IsExpired_Build_OnlyWhenNothingCanNeedIt(string product, string tree, int minutes, bool expected) =>
        IsExpired(product, tree, TimeSpan.FromMinutes(minutes), RetentionPolicy.Default).ShouldBe(expected);

    /// <summary>A build of the last hour can be in use, whatever age the operator gives.</summary>
    [Theory]
    [InlineData(0, 59, false)]
    [InlineData(0, 60, true)]
    [InlineData(30, 59, false)]
    [InlineData(90, 89, false)]
    [InlineData(90, 90, true)]
    public void IsExpired_YoungBuild_IsKeptForAnHourAtLeast(int olderThanMinutes, int minutes, bool expected) =>
        IsExpired(
            "idle",
            "unused",
            TimeSpan.FromMinutes(minutes),
            RetentionPolicy.Default.OlderThan(TimeSpan.FromMinutes(olderThanMinutes))).ShouldBe(expected);

    [Fact]
    public void OlderThan_OneAge_AppliesToAllFilesAndLeavesTheVersions()
    {
        var policy = RetentionPolicy.Default.OlderThan(Week);
        (policy.Transcripts, policy.WorkingCopies, policy.Builds).ShouldBe((Week, Week, Week));
        policy.DeployedVersions.ShouldBe(RetentionPolicy.Default.DeployedVersions);
    }

    private static bool IsExpired(string product, string tree, TimeSpan unused, RetentionPolicy policy) => RetentionRules.IsExpired(
        product,
        tree,
        Given.Now - unused,
        new HashSet<string> { "served" },
        new RetentionFacts(new Dictionary<AttemptId, AttemptFacts>(), new HashSet<string> { "busy" }),
        policy,
        Given.Now);
}
