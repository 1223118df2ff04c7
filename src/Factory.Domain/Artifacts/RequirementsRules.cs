using Factory.Contracts.Artifacts;

namespace Factory.Domain.Artifacts;

/// <summary>
/// Rules of <see cref="Requirements"/>: 1 to 30 acceptance criteria, numbered from 1 without gaps, no two the same.
/// </summary>
internal static class RequirementsRules
{
    public static Requirements Read(SubmissionReader body)
    {
        var requirements = new Requirements(
            OneLine(body.Text("productName", ArtifactLimits.Line)),
            body.Text("problem", ArtifactLimits.Text),
            [.. body.Objects("criteria", 1, ArtifactLimits.Criteria, ReadCriterion).OrderBy(c => c.Number)],
            body.Texts("outOfScope", 0, ArtifactLimits.Items, ArtifactLimits.Paragraph));
        CheckNumbers(body, requirements.Criteria);
        CheckRepeats(body, requirements.Criteria);
        return requirements;
    }

    private static AcceptanceCriterion ReadCriterion(SubmissionReader criterion) =>
        new(criterion.Integer("number") ?? 0, criterion.Text("text", ArtifactLimits.Paragraph));

    private static void CheckNumbers(SubmissionReader body, IReadOnlyList<AcceptanceCriterion> criteria)
    {
        var numbers = criteria.Select(c => c.Number).ToList();
        if (!numbers.SequenceEqual(Enumerable.Range(1, numbers.Count)))
        {
            body.AddError($"{body.PathOf("criteria")} are numbered {string.Join(", ", numbers)}: they must be numbered from 1 to " +
                $"{numbers.Count}, each number once, without gaps.");
        }
    }

    private static void CheckRepeats(SubmissionReader body, IReadOnlyList<AcceptanceCriterion> criteria)
    {
        foreach (var same in criteria.Where(c => c.Text.Length > 0)
            .GroupBy(c => c.Text, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1))
        {
            body.AddError($"{body.PathOf("criteria")} {string.Join(" and ", same.Select(c => c.Number))} are identical: keep one of them.");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
