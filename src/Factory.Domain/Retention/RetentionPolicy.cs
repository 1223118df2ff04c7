namespace Factory.Domain.Retention;

/// <summary>How long what is left of finished work is kept. Work that is not taken into a repository is kept forever, whatever stands here.</summary>
/// <param name="Transcripts">After the attempt's end; default 90 days.</param>
/// <param name="WorkingCopies">Working copies, after the attempt's end; default 7 days.</param>
/// <param name="Builds">After their last use; default 14 days.</param>
/// <param name="DeployedVersions">The newest deployed versions of a product whose builds are kept however old they are, the served one not counted; default 3.</param>
/// <param name="SweepInterval">Time between two clean-ups that the silo does by itself; null for none. Default none.</param>
public sealed record RetentionPolicy(TimeSpan Transcripts, TimeSpan WorkingCopies, TimeSpan Builds, int DeployedVersions, TimeSpan? SweepInterval)
{
    /// <summary>What holds when <c>policy.yaml</c> says nothing.</summary>
    public static RetentionPolicy Default { get; } = new(TimeSpan.FromDays(90), TimeSpan.FromDays(7), TimeSpan.FromDays(14), 3, null);

    /// <summary>The same with one age for everything.</summary>
    public RetentionPolicy OlderThan(TimeSpan age) => this with { Transcripts = age, WorkingCopies = age, Builds = age };
}
