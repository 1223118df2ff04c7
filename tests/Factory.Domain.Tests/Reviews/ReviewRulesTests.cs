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
    public void Decide_VerdictAndEvidence_EvidenceOutweighsThePass(
        string name,
        CommandEvidence[] commands,
        string[] problems,
        Verdict submitted,
        Verdict expected,
        bool isOverruled)
    {
        var decision = ReviewRules.Decide(new EvidenceReport("c0ffee", commands, problems), Report(submitted));

        decision.Verdict.ShouldBe(expected, name);
        decision.Overruled.ShouldBe(isOverruled, name);
        decision.Reasons.Any().ShouldBe(expected == Verdict.Reject, name);
    }

    [Fact]
    public void Decide_FailingCommand_GivesItsOutputAsAReason()
    {
        var decision = ReviewRules.Decide(new EvidenceReport("c0ffee", [Green, Red], ["The diff is too large."]), Report(Verdict.Reject));

        decision.Reasons.ShouldBe(
        [
            "It divides by zero.",
            "Criterion 1 is not met: it throws (e2)",
            "The diff is too large.",
            "The factory's test (e2: make test) ended with exit code 1. Its output ends with:\nFailed: Adds",
        ]);
    }

    /// <summary>Reviewers that see the tests fail say the same of every criterion: the builder reads it once.</summary>
    [Fact]
    public void Decide_SeveralCriteriaWithOneComment_AreOneReason()
    {
        var report = new ReviewReport(
            Verdict.Reject,
            "Not fine.",
            [
                new CriterionAnswer(1, false, ["e2"], "Not shown while the tests fail."),
                new CriterionAnswer(2, false, ["e2"], "It throws."),
                new CriterionAnswer(3, true, ["e1"], "It builds."),
                new CriterionAnswer(4, false, ["e2"], "Not shown while the tests fail."),
            ],
            ["The tests fail."]);

        ReviewRules.Decide(new EvidenceReport("c0ffee", [Green], []), report).Reasons.ShouldBe(
        [
            "The tests fail.",
            "Criteria 1, 4 are not met: Not shown while the tests fail. (e2)",
            "Criterion 2 is not met: It throws. (e2)",
        ]);
    }

    [Fact]
    public void Decide_LongOutput_KeepsTheEnd()
    {
        var decision = ReviewRules.Decide(
            new EvidenceReport("c0ffee", [Red with { OutputTail = new string('x', 100_000) + "THE END" }], []),
            Report(Verdict.Pass));

        decision.Reasons.ShouldHaveSingleItem().ShouldEndWith("THE END");
        decision.Reasons[0].Length.ShouldBeLessThan(ReviewRules.OutputTailLength + 200);
    }

    [Theory]
    [InlineData(4_000, false)]
    [InlineData(4_001, true)]
    public void Decide_Output_IsCutOnlyAboveTheLimit(int length, bool isCut)
    {
        var reason = ReviewRules.Decide(
            new EvidenceReport("c0ffee", [Red with { OutputTail = new string('x', length) }], []),
            Report(Verdict.Pass)).Reasons.ShouldHaveSingleItem();
        reason.ShouldEndWith((isCut ? ":\n…" : ":\n") + new string('x', 4_000));
    }

    [Fact]
    public void Decide_TimedOutCommand_NamesItsDurationAndTheMissingOutput() =>
        ReviewRules.Decide(new EvidenceReport("c0ffee", [Slow], []), Report(Verdict.Pass)).Reasons
            .ShouldBe(["The factory's test (e3: make test) was stopped after 120 seconds. It printed nothing."]);

    /// <summary>The summary is a reason only when there is no defect and no unmet criterion.</summary>
    [Theory]
    [InlineData(false, new bool[0], new[] { "Not fine." })]
    [InlineData(false, new[] { true }, new[] { "Not fine." })]
    [InlineData(false, new[] { true, false }, new[] { "Criterion 2 is not met: comment (e1)" })]
    [InlineData(true, new[] { true }, new[] { "defect" })]
    [InlineData(true, new bool[0], new[] { "defect" })]
    public void Decide_Rejection_AlwaysHasAReason(bool defect, bool[] met, string[] reasons) =>
        ReviewRules.Decide(
            new EvidenceReport("c0ffee", [Green], []),
            new ReviewReport(
                Verdict.Reject,
                "Not fine.",
                [.. met.Select((m, i) => new CriterionAnswer(i + 1, m, ["e1"], "comment"))],
                defect ? ["defect"] : []))
            .Reasons.ShouldBe(reasons);

    [Fact]
    public void ApplyEvidence_OverruledPass_BecomesARejectionAndStaysOne()
    {
        var evidence = new EvidenceReport("c0ffee", [Red], []);
        var applied = ReviewRules.ApplyEvidence(evidence, Report(Verdict.Pass));
        applied.Verdict.ShouldBe(Verdict.Reject);
        applied.Summary.ShouldBe("The factory's own evidence overrules the reviewer's pass. The reviewer wrote: Fine.");
        applied.Evidence.ShouldBeSameAs(evidence);
        applied.Defects.ShouldHaveSingleItem().ShouldContain("Failed: Adds");
        var again = ReviewRules.ApplyEvidence(evidence, applied);
        again.Summary.ShouldBe(applied.Summary);
        again.Verdict.ShouldBe(Verdict.Reject);
    }

    [Fact]
    public void ApplyEvidence_PassThatTheEvidenceSupports_KeepsItsSummary()
    {
        var applied = ReviewRules.ApplyEvidence(new EvidenceReport("c0ffee", [Green], []), Report(Verdict.Pass));
        applied.Verdict.ShouldBe(Verdict.Pass);
        applied.Summary.ShouldBe("Fine.");
        applied.Defects.ShouldBeEmpty();
    }

    [Fact]
    public void Decide_WithoutEvidence_NothingPasses() =>
        ReviewRules.Decide(null, Report(Verdict.Pass)).ShouldSatisfyAllConditions(
            j => j.Verdict.ShouldBe(Verdict.Reject),
            j => j.Overruled.ShouldBeTrue());

    private static ReviewReport Report(Verdict verdict) => verdict == Verdict.Pass
        ? new ReviewReport(verdict, "Fine.", [new CriterionAnswer(1, true, ["e1"], "ok")], [])
        : new ReviewReport(verdict, "Not fine.", [new CriterionAnswer(1, false, ["e2"], "it throws")], ["It divides by zero."]);
}
