using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Calls;

/// <summary>
/// What every model call passes, of the agent loop and of gateway clients: a permit of the provider's limiter, then the
/// reservation of its upper bound, then (in <see cref="ModelCall"/>) its cost bound while it streams, its settlement,
/// its outcome for the limiter, and its telemetry. It sends nothing itself:
/// the gateway and the built-in loop bring the transport.
/// </summary>
/// <remarks>
/// One call is one try at one provider. A caller that tries again, there or elsewhere, starts another one. Thread-safe.
/// </remarks>
/// <param name="meter">Reserves and settles.</param>
/// <param name="limiters">Limits calls to each provider.</param>
/// <param name="telemetry">Spans and metrics.</param>
/// <param name="log">Names providers that report impossible usage.</param>
public sealed partial class ModelCallPipeline(
    IMeter meter,
    IProviderLimiters limiters,
    ModelCallTelemetry telemetry,
    ILogger<ModelCallPipeline> log)
{
    /// <summary>
    /// Admits a call. Completes at once while the limiter has a permit and the account's lease lasts.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Ends the wait for a permit and for the reservation.</param>
    /// <exception cref="Contracts.Errors.FactoryException">The meter refused: <c>budget.exceeded</c>,
    /// <c>task.lifetime_limit</c> or <c>key.revoked</c>.</exception>
    public async ValueTask<CallAdmission> StartAsync(ModelCallRequest request, CancellationToken cancellationToken)
    {
        var provider = request.Estimate.Model.Ref.Provider;
        var acquired = await limiters.AcquireAsync(
            provider,
            CallEstimator.TotalTokens(request.Estimate),
            cancellationToken).ConfigureAwait(false);
        if (acquired.Permit is not { } permit)
        {
            return new CallAdmission(null, acquired.Rejection);
        }

        try
        {
            // After the permit, because a call can wait for that for long, and a reservation that only waits keeps
            // other calls of the budget from going out.
            var reservation = await meter.ReserveAsync(request.Principal, request.Estimate, cancellationToken).ConfigureAwait(false);
            return new CallAdmission(new ModelCall(request, reservation, permit, telemetry, LogUsageBeyondBound), null);
        }
        catch
        {
            // Nothing goes out. Without the void the call would count against the provider's requests and tokens a
            // minute.
            permit.Void();
            permit.Dispose();
            throw;
        }
    }
}
