namespace Factory.Domain.Providers;

/// <summary>Where servers differ from the API format that they speak; the words that <c>models.json</c> may list.</summary>
public static class ProviderQuirks
{
    /// <summary>Takes the limit of the answer as <c>max_tokens</c>, not as <c>max_completion_tokens</c>.</summary>
    public const string LegacyMaxTokens = "legacy-max-tokens";

    /// <summary>Refuses <c>stream_options</c>; every call then costs its reservation.</summary>
    public const string NoStreamUsage = "no-stream-usage";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LegacyMaxTokens, NoStreamUsage];
}
