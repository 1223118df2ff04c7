namespace Factory.Metering.Calls;

/// <summary>Token counts as a provider reported them; a count is null where the provider gave none.</summary>
/// <param name="Input">All input tokens, cached ones included.</param>
/// <param name="Output">All output tokens, reasoning included.</param>
/// <param name="Cached">Input tokens read from the provider's cache.</param>
/// <param name="CacheWrite">Input tokens written to the provider's cache.</param>
/// <param name="Reasoning">The part of <paramref name="Output"/> that is reasoning.</param>
public readonly record struct ReportedUsage(long? Input, long? Output, long? Cached, long? CacheWrite, long? Reasoning)
{
    /// <summary>The part of <see cref="CacheWrite"/> that is kept for an hour.</summary>
    public long? CacheWriteOneHour { get; init; }
}
