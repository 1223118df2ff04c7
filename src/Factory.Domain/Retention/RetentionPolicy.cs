namespace Factory.Domain.Retention;

/// <summary>
/// How long files of finished work are kept. A working copy with commits that were not fetched is kept regardless.
/// </summary>
/// <param name="Transcripts">Age of transcripts, from the attempt's end; default 90 days.</param>
/// <param name="WorkingCopies">Age of working copies, from the attempt's end; default 7 days.</param>
/// <param name="Builds">Age of builds, from their last use; default 14 days.</param>
/// <param name="DeployedVersions">Number of deployed versions of a product, besides the served one, whose builds are
/// kept regardless of age; default 3.</param>
/// <param name="SweepInterval">Time between automatic clean-ups; null, the default, for none.</param>
public sealed record RetentionPolicy(
    TimeSpan Transcripts,
    TimeSpan WorkingCopies,
    TimeSpan Builds,
    int DeployedVersions,
    TimeSpan? SweepInterval)
{
    /// <summary>The defaults.</summary>
    public static RetentionPolicy Default { get; } = new(TimeSpan.FromDays(90), TimeSpan.FromDays(7), TimeSpan.FromDays(14), 3, null);

    /// <summary>The same policy with one age for everything.</summary>
    public RetentionPolicy OlderThan(TimeSpan age) => this with { Transcripts = age, WorkingCopies = age, Builds = age };
}
