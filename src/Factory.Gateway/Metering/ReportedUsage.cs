namespace Factory.Gateway.Metering;

/// <summary>Token counts as a provider reported them, in the factory's terms; null where it reported none.</summary>
/// <param name="Input">All input, cached included.</param>
/// <param name="Output">All output, reasoning included.</param>
/// <param name="Cached">Input read from the cache.</param>
/// <param name="CacheWrite">Input written to the cache.</param>
/// <param name="Reasoning">The part of output that is reasoning.</param>
internal readonly record struct ReportedUsage(long? Input, long? Output, long? Cached, long? CacheWrite, long? Reasoning)
{
    /// <summary>The part of <see cref="CacheWrite"/> that lives for an hour.</summary>
    public long? CacheWriteOneHour { get; init; }
}
