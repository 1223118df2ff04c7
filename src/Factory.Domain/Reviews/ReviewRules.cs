using System.Globalization;
using Factory.Contracts.Evidence;
using Factory.Contracts.Reviews;

namespace Factory.Domain.Reviews;

/// <summary>
/// Weighs a review against the factory's own evidence: a reviewer can reject what the evidence supports, but not pass
/// what it contradicts.
/// </summary>
/// <remarks>
/// Applied once, when the review's attempt ends. Tasks and runs read the verdict of the report that
/// <see cref="ApplyEvidence"/> returned; one that judged again could come to another verdict after an update, in the
/// middle of a run.
/// </remarks>
public static class ReviewRules
{
    /// <summary>How much of a failing command's output the builder receives: its last characters.</summary>
    public const int OutputTailLength = 4_000;

    /// <summary>Decides the verdict, with the reasons for the builder.</summary>
    /// <param name="evidence">What the factory ran; null when it ran nothing, in which case nothing passes.</param>
    /// <param name="report">What the reviewer concluded.</param>
    public static ReviewDecision Decide(EvidenceReport? evidence, ReviewReport report)
    {
        var isProven = evidence?.Passed() == true;
        if (isProven && report.Verdict == Verdict.Pass)
        {
            return new ReviewDecision(Verdict.Pass, Overruled: false, []);
        }

        // The reviewer's reasons first: the evidence may repeat them at length.
        return new ReviewDecision(
            Verdict.Reject,
            Overruled: report.Verdict == Verdict.Pass,
            [.. FromReviewer(report).Concat(FromEvidence(evidence)).Distinct()]);
    }

    /// <summary>
    /// The report with the decision written into it: the verdict, the reasons for the builder as its defects, and the
    /// evidence. Applying it twice changes nothing.
    /// </summary>
    /// <param name="evidence">What the factory ran; null when it ran nothing.</param>
    /// <param name="report">What the reviewer submitted.</param>
    public static ReviewReport ApplyEvidence(EvidenceReport? evidence, ReviewReport report)
    {
        var decision = Decide(evidence, report);
        return report with
        {
            Verdict = decision.Verdict,
            Summary = decision.Overruled
                ? "The factory's own evidence overrules the reviewer's pass. The reviewer wrote: " + report.Summary
                : report.Summary,
            Defects = decision.Reasons,
            Evidence = evidence,
        };
    }

    private static IEnumerable<string> FromReviewer(ReviewReport report)
    {
        if (report.Verdict == Verdict.Pass)
        {
            yield break;
        }

        foreach (var defect in report.Defects)
        {
            yield return defect;
        }

        // One line for all criteria with the same comment: a reviewer that sees the tests fail says the same of each.
        foreach (var same in report.Answers.Where(a => !a.Met).GroupBy(a => (a.Comment, Evidence: string.Join(", ", a.Evidence))))
        {
            var numbers = same.Select(a => a.Criterion.ToString(CultureInfo.InvariantCulture)).ToList();
            var subject = numbers.Count == 1 ? $"Criterion {numbers[0]} is" : $"Criteria {string.Join(", ", numbers)} are";
            yield return $"{subject} not met: {same.Key.Comment} ({same.Key.Evidence})";
        }

        // A rejection without any reason would send the builder back with nothing to change.
        if (report.Defects.Count == 0 && report.Answers.All(a => a.Met))
        {
            yield return report.Summary;
        }
    }

    private static IEnumerable<string> FromEvidence(EvidenceReport? evidence) => evidence is null
        ? ["The factory has no evidence for this change: none of it was built or tested."]
        : evidence.Problems.Concat(evidence.Commands.Where(c => c.ExitCode != 0 || c.TimedOut).Select(DescribeFailure));

    private static string DescribeFailure(CommandEvidence command)
    {
        var how = command.TimedOut
            ? string.Create(CultureInfo.InvariantCulture, $"was stopped after {command.DurationSeconds:0.#} seconds")
            : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {command.ExitCode}");
        var output = command.OutputTail.Trim();
        return $"The factory's {command.Name} ({command.Id}: {command.Command}) {how}."
            + (output.Length == 0 ? " It printed nothing." : " Its output ends with:\n" + Tail(output));
    }

    // The end, because compilers and test runners print their summary last.
    private static string Tail(string output) => output.Length <= OutputTailLength
        ? output
        : "…" + VisibleText.End(output, OutputTailLength);
}
