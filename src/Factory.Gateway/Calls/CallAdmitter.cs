using System.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Metering;
using Factory.Gateway.Errors;
using Factory.Metering.Calls;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Calls;

/// <summary>
/// Starts calls in the shared <see cref="ModelCallPipeline"/>, and turns its rejections into the gateway's errors.
/// </summary>
/// <param name="calls">The pipeline.</param>
/// <param name="attempts">Ends attempts whose budget is used up; null where the silo runs none.</param>
internal sealed class CallAdmitter(ModelCallPipeline calls, IAttemptRunner? attempts = null)
{
    /// <summary>Admits one call. Waits in the provider's queue where there is one.</summary>
    /// <param name="client">The headers of the client's request, for its trace.</param>
    /// <param name="request">The call.</param>
    /// <param name="candidate">The model and its provider.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The admitted call, or why it was rejected: exactly one of the two.</returns>
    /// <exception cref="OperationCanceledException">The client disconnected while the call waited.</exception>
    public async Task<(ModelCall? Call, GatewayError? Error)> AdmitAsync(
        IHeaderDictionary client,
        CallRequest request,
        UpstreamCandidate candidate,
        CancellationToken cancellationToken)
    {
        var estimate = CallEstimator.Estimate(
            candidate.Model,
            request.Format.ModelApi,
            RequestSizes.Measure(request.Inspection, request.Format),
            candidate.Connection.Provider.Billing);
        var start = new ModelCallRequest(request.Principal, estimate, request.RequestedModel)
        {
            Operation = request.Format.OperationName,
            Parent = ParentContext(client),
        };
        try
        {
            var admission = await calls.StartAsync(start, cancellationToken);
            return (admission.Call, admission.Rejection is { } rejection ? ErrorOf(rejection) : null);
        }
        catch (FactoryException e)
        {
            var error = GatewayError.From(e);
            FailAttemptOverBudget(request.Principal, error);
            return (null, error);
        }
    }

    /// <summary>
    /// Ends the attempt that pays for the call when its budget is used up, whatever its program would do next: its task
    /// goes to the operator with the reason. Other errors, and calls of named keys, end nothing.
    /// </summary>
    public void FailAttemptOverBudget(Principal principal, GatewayError? error)
    {
        if (principal.Attempt is { } attempt
            && error?.Cause is { Code: ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached } problem)
        {
            attempts?.Fail(attempt, problem);
        }
    }

    private static GatewayError ErrorOf(ProviderRejection rejection)
    {
        var isLimit = rejection.Problem.Code == ErrorCodes.ModelRateLimited && !rejection.IsOverloaded;
        return GatewayError.From(
            isLimit ? GatewayErrorKind.RateLimited : GatewayErrorKind.Overloaded,
            rejection.Problem,
            rejection.RetryAfter);
    }

    private static ActivityContext ParentContext(IHeaderDictionary client) =>
        ActivityContext.TryParse(client.TraceParent, client.TraceState, isRemote: true, out var parent) ? parent : default;
}
