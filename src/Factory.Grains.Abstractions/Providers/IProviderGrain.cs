using Factory.Contracts.Providers;

namespace Factory.Grains.Abstractions.Providers;

/// <summary>A model provider: whether it can be used, and its counters. Key: the <see cref="ProviderId"/>.</summary>
public interface IProviderGrain : IGrainWithStringKey
{
    /// <summary>The provider as it is now; null when <c>models.json</c> has none of this name.</summary>
    Task<ProviderView?> Get();

    /// <summary>Adds calls that ended. Written in batches by the meter, not call by call.</summary>
    /// <param name="calls">Calls that ended.</param>
    /// <param name="failures">How many of them failed.</param>
    /// <param name="lastError">The latest failure; null when none failed.</param>
    Task RecordCalls(long calls, long failures, string? lastError);
}
