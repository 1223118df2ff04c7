namespace Factory.Domain.Artifacts;

/// <summary>
/// Limits on the parts of an artifact, in characters and items. They bound how much a model can put into states,
/// prompts and commits.
/// </summary>
public static class ArtifactLimits
{
    /// <value>Names, titles, paths: 200.</value>
    public const int Line = 200;

    /// <value>A criterion, a finding's detail, a defect, a note, a risk: 2,000.</value>
    public const int Paragraph = 2_000;

    /// <value>Summaries, problems, recommendations, release notes: 8,000.</value>
    public const int Text = 8_000;

    /// <value>Acceptance criteria: 30.</value>
    public const int Criteria = 30;

    /// <value>Items of any other list: 50.</value>
    public const int Items = 50;

    /// <value>Pieces of evidence for one criterion: 20.</value>
    public const int EvidencePerAnswer = 20;
}
