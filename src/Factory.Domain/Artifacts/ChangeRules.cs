using Factory.Contracts.Artifacts;

namespace Factory.Domain.Artifacts;

/// <summary>
/// Rules of a <see cref="ChangeSet"/>. The model describes its change; commit, branch and numbers come from git and are
/// never read from a submission.
/// </summary>
internal static class ChangeRules
{
    public static ChangeSet Read(SubmissionReader body) => new(
        body.Text("summary", ArtifactLimits.Text),
        body.Texts("notes", 0, ArtifactLimits.Items, ArtifactLimits.Paragraph));
}
