using Factory.Contracts.Evidence;
using Factory.Contracts.Reviews;
using Factory.Domain.Reviews;

namespace Factory.Domain.Tests.Reviews;

public class ReviewRulesTests
{
    private static readonly CommandEvidence Green = new("e1", "build", "make", 0, false, 1, "ok");
    private static readonly CommandEvidence Red = new("e2", "test", "make test", 1, false, 1, "Failed: Adds");
    private static readonly CommandEvidence Slow = new("e3", "test", "make test", 0, true, 120, "");

    public static TheoryData<string, CommandEvidence[], string[], Verdict, Verdict, bool> Cases => new()
    {
        { "all green, pass", [Green], [], Verdict.Pass, Verdict.Pass, false },
        { "all green, reject", [Green], [], Verdict.Reject, Verdict.Reject, false },
        { "red, pass", [Green, Red], [], Verdict.Pass, Verdict.Reject, true },
        { "red, reject", [Green, Red], [], Verdict.Reject, Verdict.Reject, false },
        { "timed out, pass", [Green, Slow], [], Verdict.Pass, Verdict.Reject, true },
        { "broken rule, pass", [Green], ["No tests ran."], Verdict.Pass, Verdict.Reject, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Judge_EvidenceOutweighsThePass(string name, CommandEvidence[] commands, string[] problems, Verdict said, Verdict counts, bool overruled)
    {
        var judgement = ReviewRules.Decide(new EvidenceReport("c0ffee", commands, problems), Report(said));

        judgement.Verdict.ShouldBe(counts, name);
        judgement.Overruled.ShouldBe(overruled, name);
        judgement.Reasons.Any().ShouldBe(counts == Verdict.Reject, name);
    }

    [Fact]
    public void Judge_FailingCommand_TellsTheBuilderWhatItPrinted()
    {
        var judgement = ReviewRules.Decide(new EvidenceReport("c0ffee", [Green, Red], ["The diff is too large."]), Report(Verdict.Reject));

        judgement.Reasons.ShouldBe(
        [
            "It divides by zero.",
            "Criterion 1 is not met: it throws (e2)",
            "The diff is too large.",
            "The factory's test (e2: make test) ended with exit code 1. Its output ends with:\nFailed: Adds",
        ]);
    }

    [Fact]
    public void Judge_LongOutput_KeepsTheEnd()
    {
        var judgement = ReviewRules.Decide(new EvidenceReport("c0ffee", [Red with { OutputTail = new string('x', 100_000) + "THE END" }], []), Report(Verdict.Pass));

        judgement.Reasons.ShouldHaveSingleItem().ShouldEndWith("THE END");
        judgement.Reasons[0].Length.ShouldBeLessThan(ReviewRules.OutputTailLength + 200);
    }

    [Theory]
    [InlineData(4_000, false)]
    [InlineData(4_001, true)]
    public void Judge_Output_IsShownWholeUpToTheLimit(int length, bool cut)
    {
        var reason = ReviewRules.Decide(new EvidenceReport("c0ffee", [Red with { OutputTail = new string('x', length) }], []), Report(Verdict.Pass)).Reasons.ShouldHaveSingleItem();
        reason.ShouldEndWith((cut ? ":\n…" : ":\n") + new string('x', 4_000));
    }

    [Fact]
    public void Judge_StoppedCommand_SaysAfterHowLongAndThatItPrintedNothing() =>
        ReviewRules.Decide(new EvidenceReport("c0ffee", [Slow], []), Report(Verdict.Pass)).Reasons
            .ShouldBe(["The factory's test (e3: make test) was stopped after 120 seconds. It printed nothing."]);

    /// <summary>The summary stands in only where the reviewer gives the builder nothing else to go by.</summary>
    [Theory]
    [InlineData(false, new bool[0], new[] { "Not fine." })]
    [InlineData(false, new[] { true }, new[] { "Not fine." })]
    [InlineData(false, new[] { true, false }, new[] { "Criterion 2 is not met: comment (e1)" })]
    [InlineData(true, new[] { true }, new[] { "defect" })]
    [InlineData(true, new bool[0], new[] { "defect" })]
    public void Judge_Rejection_AlwaysHasAReason(bool defect, bool[] met, string[] reasons) =>
        ReviewRules.Decide(new EvidenceReport("c0ffee", [Green], []), new ReviewReport(Verdict.Reject, "Not fine.", [.. met.Select((m, i) => new CriterionAnswer(i + 1, m, ["e1"], "comment"))], defect ? ["defect"] : []))
            .Reasons.ShouldBe(reasons);

    [Fact]
    public void Settle_OverruledPass_SaysSo_AndTwiceChangesNothing()
    {
        var evidence = new EvidenceReport("c0ffee", [Red], []);
        var settled = ReviewRules.ApplyEvidence(evidence, Report(Verdict.Pass));
        settled.Verdict.ShouldBe(Verdict.Reject);
        settled.Summary.ShouldBe("The factory's own evidence overrules the reviewer's pass. The reviewer wrote: Fine.");
        settled.Evidence.ShouldBeSameAs(evidence);
        settled.Defects.ShouldHaveSingleItem().ShouldContain("Failed: Adds");
        var again = ReviewRules.ApplyEvidence(evidence, settled);
        again.Summary.ShouldBe(settled.Summary);
        again.Verdict.ShouldBe(Verdict.Reject);
    }

    [Fact]
    public void Settle_PassThatTheEvidenceBears_KeepsItsWords()
    {
        var settled = ReviewRules.ApplyEvidence(new EvidenceReport("c0ffee", [Green], []), Report(Verdict.Pass));
        settled.Verdict.ShouldBe(Verdict.Pass);
        settled.Summary.ShouldBe("Fine.");
        settled.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Judge_WithoutEvidence_NothingPasses() =>
        ReviewRules.Decide(null, Report(Verdict.Pass)).ShouldSatisfyAllConditions(
            j => j.Verdict.ShouldBe(Verdict.Reject),
            j => j.Overruled.ShouldBeTrue());

    private static ReviewReport Report(Verdict verdict) => verdict == Verdict.Pass
        ? new ReviewReport(verdict, "Fine.", [new CriterionAnswer(1, true, ["e1"], "ok")], [])
        : new ReviewReport(verdict, "Not fine.", [new CriterionAnswer(1, false, ["e2"], "it throws")], ["It divides by zero."]);
}
