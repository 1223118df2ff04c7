using Factory.Contracts.Reviews;
using Factory.Domain.Artifacts;
using Factory.Domain.Evidence;

namespace Factory.Domain.Reviews;

/// <summary>
/// Rules of a submitted <see cref="ReviewReport"/>: each criterion is answered once with evidence that exists, and the
/// verdict agrees with the answers. Whether the evidence supports the verdict is decided by <see cref="ReviewRules"/>.
/// </summary>
internal static class ReviewReportRules
{
    public static ReviewReport Read(SubmissionReader body, ArtifactContext context)
    {
        var verdict = ReadVerdict(body);
        var summary = body.Text("summary", ArtifactLimits.Text);
        var answers = body.Objects("answers", 0, ArtifactLimits.Criteria, a => ReadAnswer(a, context));
        var defects = body.Texts("defects", 0, ArtifactLimits.Items, ArtifactLimits.Paragraph);
        var warnings = ReadWarningAnswers(body, verdict, context.Warnings ?? []);
        CheckNumbers(body, answers, context);
        CheckAgreement(body, verdict, answers, defects);
        // A missing verdict is an error already; the placeholder is the one that does no harm if it were used.
        IReadOnlyList<CriterionAnswer> ordered = [.. answers.OrderBy(a => a.Criterion)];
        return new ReviewReport(verdict ?? Verdict.Reject, summary, ordered, defects, WarningAnswers: warnings);
    }

    private static Verdict? ReadVerdict(SubmissionReader body)
    {
        var text = body.Text("verdict", ArtifactLimits.Line);
        switch (text.ToLowerInvariant())
        {
            case "":
                return null;
            case "pass":
                return Verdict.Pass;
            case "reject":
                return Verdict.Reject;
            default:
                body.AddError($"{body.PathOf("verdict")} is '{text}': it must be 'pass' or 'reject'.");
                return null;
        }
    }

    private static CriterionAnswer ReadAnswer(SubmissionReader answer, ArtifactContext context)
    {
        var number = answer.Integer("criterion") ?? 0;
        var met = answer.Boolean("met") ?? false;
        var evidence = answer.Texts("evidence", 1, ArtifactLimits.EvidencePerAnswer, ArtifactLimits.Paragraph);
        foreach (var error in evidence.Select(e => EvidenceReference.Validate(e, mustExist: met, context)).OfType<string>())
        {
            answer.AddError($"{answer.PathOf("evidence")} of criterion {number} {error}.");
        }

        return new CriterionAnswer(number, met, evidence, answer.Text("comment", ArtifactLimits.Paragraph));
    }

    // Only a pass must answer: a rejected change comes back with its warnings.
    private static IReadOnlyList<WarningAnswer>? ReadWarningAnswers(
        SubmissionReader body,
        Verdict? verdict,
        IReadOnlyList<string> warnings)
    {
        var answers = body.Objects(
            "warnings",
            0,
            Math.Max(ReviewWarnings.Max, warnings.Count),
            answer => (Number: answer.Integer("warning") ?? 0, Comment: answer.Text("comment", ArtifactLimits.Paragraph)));
        foreach (var unknown in answers.Select(a => a.Number).Where(n => n < 1 || n > warnings.Count).Distinct())
        {
            var known = warnings.Count == 0 ? "there are none" : $"1 to {warnings.Count}";
            body.AddError($"{body.PathOf("warnings")} answer warning {unknown}, which the factory did not give ({known}).");
        }

        foreach (var missing in verdict == Verdict.Pass ? Enumerable.Range(1, warnings.Count).Except(answers.Select(a => a.Number)) : [])
        {
            body.AddError($"{body.PathOf("warnings")} leave out warning {missing}: say why the change passes nevertheless, or reject it.");
        }

        return answers.Count == 0
            ? null
            : [.. answers.Where(a => a.Number >= 1 && a.Number <= warnings.Count)
                .OrderBy(a => a.Number)
                .Select(a => new WarningAnswer(warnings[a.Number - 1], a.Comment))];
    }

    private static void CheckNumbers(SubmissionReader body, IReadOnlyList<CriterionAnswer> answers, ArtifactContext context)
    {
        var expected = context.Criteria.Select(c => c.Number).ToHashSet();
        foreach (var missing in expected.Except(answers.Select(a => a.Criterion)).Order())
        {
            body.AddError($"{body.PathOf("answers")} leave out criterion {missing}: answer every criterion.");
        }

        foreach (var repeated in answers.GroupBy(a => a.Criterion).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            body.AddError($"{body.PathOf("answers")} answer criterion {repeated} more than once: answer it once.");
        }

        foreach (var unknown in answers.Select(a => a.Criterion).Distinct().Where(n => !expected.Contains(n)))
        {
            var known = expected.Count == 0 ? "they have none" : string.Join(", ", expected.Order());
            body.AddError($"{body.PathOf("answers")} answer criterion {unknown}, which the requirements do not have ({known}).");
        }
    }

    private static void CheckAgreement(
        SubmissionReader body,
        Verdict? verdict,
        IReadOnlyList<CriterionAnswer> answers,
        IReadOnlyList<string> defects)
    {
        var unmet = answers.Where(a => !a.Met).Select(a => a.Criterion).Distinct().Order().ToList();
        if (verdict == Verdict.Pass && unmet.Count > 0)
        {
            body.AddError($"{body.PathOf("verdict")} is pass, but criterion {string.Join(", ", unmet)} is answered as not met: reject, " +
                "or correct the answer.");
        }

        if (verdict == Verdict.Pass && defects.Count > 0)
        {
            body.AddError($"{body.PathOf("verdict")} is pass, but {body.PathOf("defects")} names what must change: reject, or move " +
                "remarks that block nothing into 'summary'.");
        }

        if (verdict == Verdict.Reject && defects.Count == 0)
        {
            body.AddError($"{body.PathOf("verdict")} is reject, but {body.PathOf("defects")} is empty: name at least one thing that the " +
                "builder must change.");
        }
    }
}
