using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;

namespace Factory.Domain.Tests.Artifacts;

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
        var judgement = ReviewRules.Judge(new EvidenceReport("c0ffee", commands, problems), Report(said));

        judgement.Verdict.ShouldBe(counts, name);
        judgement.Overruled.ShouldBe(overruled, name);
        judgement.Reasons.Any().ShouldBe(counts == Verdict.Reject, name);
    }

    [Fact]
    public void Judge_FailingCommand_TellsTheBuilderWhatItPrinted()
    {
        var judgement = ReviewRules.Judge(new EvidenceReport("c0ffee", [Green, Red], ["The diff is too large."]), Report(Verdict.Reject));

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
        var judgement = ReviewRules.Judge(new EvidenceReport("c0ffee", [Red with { OutputTail = new string('x', 100_000) + "THE END" }], []), Report(Verdict.Pass));

        judgement.Reasons.ShouldHaveSingleItem().ShouldEndWith("THE END");
        judgement.Reasons[0].Length.ShouldBeLessThan(ReviewRules.OutputTailLength + 200);
    }

    [Fact]
    public void Judge_WithoutEvidence_NothingPasses() =>
        ReviewRules.Judge(null, Report(Verdict.Pass)).ShouldSatisfyAllConditions(
            j => j.Verdict.ShouldBe(Verdict.Reject),
            j => j.Overruled.ShouldBeTrue());

    private static ReviewReport Report(Verdict verdict) => verdict == Verdict.Pass
        ? new ReviewReport(verdict, "Fine.", [new CriterionAnswer(1, true, ["e1"], "ok")], [])
        : new ReviewReport(verdict, "Not fine.", [new CriterionAnswer(1, false, ["e2"], "it throws")], ["It divides by zero."]);
}
