namespace Factory.Domain.Retention;

/// <summary>What is old enough to go. Whether a working copy holds work that nobody took is a matter of git, and asked after this.</summary>
public static class RetentionRules
{
    /// <value>One hour: whoever just asked for a build is working in it, whatever age the operator gave.</value>
    public static readonly TimeSpan MinBuildAge = TimeSpan.FromHours(1);

    /// <summary>True when what is left of an attempt has been kept long enough. What no state knows of stays: somebody else may have put it there.</summary>
    public static bool IsExpired(AttemptFacts? attempt, TimeSpan kept, DateTimeOffset now) =>
        attempt is { FinishedAt: { } finished, TaskFinished: true } && now - finished >= kept;

    /// <summary>True when a build may go: of no product at work, of no version that is served or kept, and not used for long enough.</summary>
    public static bool IsExpired(string product, string tree, DateTimeOffset lastUsed, IReadOnlySet<string> keptTrees, RetentionFacts facts, RetentionPolicy policy, DateTimeOffset now) =>
        !facts.ActiveProducts.Contains(product) && !keptTrees.Contains(tree) && now - lastUsed >= (policy.Builds > MinBuildAge ? policy.Builds : MinBuildAge);
}
