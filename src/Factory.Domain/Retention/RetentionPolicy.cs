namespace Factory.Domain.Retention;

/// <summary>
/// How long files of finished work are kept. A working copy with work that is in no repository is kept regardless of its
/// age.
/// </summary>
/// <param name="Transcripts">Age of transcripts and of sessions of coding CLIs, from the attempt's end; default 90
/// days.</param>
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
    /// <value>
    /// The disk blocks of all working copies together, in bytes; default 20 GiB. Beyond it, those of ended attempts are
    /// deleted, the oldest first, whatever their age; their work is saved as far as git accepts it. It is a setting of the
    /// silo (<c>disk.working_copies</c> in <c>silo.yaml</c>), because disks differ.
    /// </value>
    public long MaxWorkingCopyBytes { get; init; } = 20L * 1024 * 1024 * 1024;

    /// <value>
    /// True to delete expired working copies also when they contain work that is in no repository; default false. It is
    /// saved as far as git accepts it.
    /// </value>
    public bool Force { get; init; }

    /// <summary>The defaults.</summary>
    public static RetentionPolicy Default { get; } = new(TimeSpan.FromDays(90), TimeSpan.FromDays(7), TimeSpan.FromDays(14), 3, null);

    /// <summary>The same policy with one age for everything.</summary>
    public RetentionPolicy OlderThan(TimeSpan age) => this with { Transcripts = age, WorkingCopies = age, Builds = age };

    /// <summary>The same policy for what exceeds a quota only: nothing expires by its age.</summary>
    public RetentionPolicy QuotaOnly() => OlderThan(TimeSpan.MaxValue);
}
