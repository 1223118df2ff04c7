namespace Factory.Domain.Retention;

/// <summary>
/// Decides what has expired. Whether a working copy holds commits that were not fetched is checked afterwards, with
/// git.
/// </summary>
public static class RetentionRules
{
    /// <value>
    /// Minimum age of a build that is deleted: one hour. A younger one may be in use, whatever age the operator gives.
    /// </value>
    public static readonly TimeSpan MinBuildAge = TimeSpan.FromHours(1);

    /// <summary>
    /// True when the files of an attempt have expired. Files without a known attempt are kept: they may not be the
    /// factory's.
    /// </summary>
    public static bool IsExpired(AttemptFacts? attempt, TimeSpan kept, DateTimeOffset now) =>
        // The age alone is not enough: while the task is unfinished, for example waits for an approval, its files can
        // still be needed.
        attempt is { FinishedAt: { } finished, TaskFinished: true } && now - finished >= kept;

    /// <summary>
    /// The attempts whose working copies a quota can take, in the order in which it does: ended ones only, those of finished
    /// tasks first, the oldest first.
    /// </summary>
    public static IReadOnlyList<AttemptId> OrderForQuota(IReadOnlyDictionary<AttemptId, AttemptFacts> attempts) =>
    [
        .. attempts.Where(attempt => attempt.Value.FinishedAt is not null)
            .OrderBy(attempt => attempt.Value.TaskFinished ? 0 : 1)
            .ThenBy(attempt => attempt.Value.FinishedAt)
            .ThenBy(attempt => attempt.Key.Value, StringComparer.Ordinal)
            .Select(attempt => attempt.Key),
    ];

    /// <summary>
    /// True when a build has expired: its product has no unfinished work, no version that is served or available for a
    /// rollback uses it, and it was not used for long enough.
    /// </summary>
    public static bool IsExpired(
        string product,
        string tree,
        DateTimeOffset lastUsed,
        IReadOnlySet<string> keptTrees,
        RetentionFacts facts,
        RetentionPolicy policy,
        DateTimeOffset now) =>
        !facts.ActiveProducts.Contains(product)
            && !keptTrees.Contains(tree)
            && now - lastUsed >= (policy.Builds > MinBuildAge ? policy.Builds : MinBuildAge);
}
