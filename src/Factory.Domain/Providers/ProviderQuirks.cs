namespace Factory.Domain.Providers;

/// <summary>Deviations of servers from their API format; values of <c>quirks</c> in <c>models.json</c>.</summary>
public static class ProviderQuirks
{
    /// <summary>Accepts the output limit as <c>max_tokens</c>, not as <c>max_completion_tokens</c>.</summary>
    public const string LegacyMaxTokens = "legacy-max-tokens";

    /// <summary>
    /// Rejects <c>stream_options</c>, so streams report no usage and every call costs its reservation.
    /// </summary>
    public const string NoStreamUsage = "no-stream-usage";

    /// <summary>All quirks.</summary>
    public static IReadOnlyList<string> All { get; } = [LegacyMaxTokens, NoStreamUsage];
}
