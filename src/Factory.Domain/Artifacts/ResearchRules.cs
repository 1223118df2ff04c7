using Factory.Contracts.Artifacts;

namespace Factory.Domain.Artifacts;

/// <summary>Rules of a <see cref="ResearchNote"/>: a summary, a recommendation and at least one finding.</summary>
internal static class ResearchRules
{
    public static ResearchNote Read(SubmissionReader body) => new(
        body.Text("summary", ArtifactLimits.Text),
        body.Objects("findings", 1, ArtifactLimits.Items, ReadFinding),
        body.Texts("risks", 0, ArtifactLimits.Items, ArtifactLimits.Paragraph),
        body.Text("recommendation", ArtifactLimits.Text));

    private static Finding ReadFinding(SubmissionReader finding) => new(
        finding.Text("title", ArtifactLimits.Line),
        finding.Text("detail", ArtifactLimits.Paragraph),
        finding.OptionalText("source", ArtifactLimits.Paragraph));
}
