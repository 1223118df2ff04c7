using Factory.Domain.Metering;

namespace Factory.Gateway.Calls;

/// <summary>A call that may go out: its maximum cost is reserved and the provider's limiter has granted a permit.</summary>
/// <param name="Estimate">What was reserved for.</param>
/// <param name="Call">The reservation.</param>
/// <param name="Permit">The permit.</param>
internal sealed record AdmittedCall(CallEstimate Estimate, IMeteredCall Call, IProviderPermit Permit) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        // The money first: the permit lets the next call in, which may need what this one gives back.
        Call.Dispose();
        Permit.Dispose();
    }
}
