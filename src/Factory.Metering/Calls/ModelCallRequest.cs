using System.Diagnostics;
using Factory.Domain.Metering;

namespace Factory.Metering.Calls;

/// <summary>A model call before its admission.</summary>
/// <param name="Principal">Who pays.</param>
/// <param name="Estimate">Its upper bound, from <see cref="CallEstimator"/>.</param>
/// <param name="RequestedModel">The model as the caller named it; for telemetry.</param>
public readonly record struct ModelCallRequest(Principal Principal, CallEstimate Estimate, string RequestedModel)
{
    /// <summary>The operation's name in OpenTelemetry's conventions. Default <c>chat</c>.</summary>
    public string Operation { get; init; } = "chat";

    /// <summary>The span that the call belongs to; default for the current one.</summary>
    public ActivityContext Parent { get; init; }
}
