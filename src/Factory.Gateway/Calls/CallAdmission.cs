using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Metering;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Calls;

/// <summary>Admits calls to providers: first a permit of the provider's limiter, then a reservation of the call's maximum cost.</summary>
internal sealed class CallAdmission(IProviderLimiters limiters, IMeter meter, IAttemptRunner? attempts = null)
{
    /// <summary>Admits one call. Waits in the provider's queue where there is one.</summary>
    /// <returns>The admitted call, or why it was rejected: exactly one of the two.</returns>
    /// <exception cref="OperationCanceledException">The client disconnected while the call waited.</exception>
    public async Task<(AdmittedCall? Admitted, GatewayError? Error)> AdmitAsync(
        CallRequest request,
        UpstreamCandidate candidate,
        CancellationToken cancellationToken)
    {
        var estimate = CallEstimator.Estimate(request.Inspection, request.Format, candidate.Model) with
        {
            Billing = candidate.Connection.Provider.Billing,
        };

        // The permit comes before the money: a call may wait minutes for one, and its reservation would block other calls of the budget for as long.
        var acquired = await limiters.AcquireAsync(candidate.Model.Ref.Provider, CallEstimator.TotalTokens(estimate), cancellationToken);
        if (acquired.Rejection is { } rejection)
        {
            var isLimit = rejection.Problem.Code == ErrorCodes.ModelRateLimited && !rejection.IsOverloaded;
            return (null, GatewayError.From(isLimit ? GatewayErrorKind.RateLimited : GatewayErrorKind.Overloaded, rejection.Problem, rejection.RetryAfter));
        }

        var permit = acquired.Permit!;
        try
        {
            return (new AdmittedCall(estimate, await meter.ReserveAsync(request.Principal, estimate, cancellationToken), permit), null);
        }
        catch (FactoryException e)
        {
            Return(permit);
            var error = GatewayError.From(e);
            FailAttemptOverBudget(request.Principal, error);
            return (null, error);
        }
        catch
        {
            Return(permit);
            throw;
        }
    }

    /// <summary>
    /// Ends the attempt that pays for the call when its budget is used up, whatever its program would do next: its task goes to the operator with the reason. Other errors, and
    /// calls of named keys, end nothing.
    /// </summary>
    public void FailAttemptOverBudget(Principal principal, GatewayError? error)
    {
        if (principal.Attempt is { } attempt && error?.Cause is { Code: ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached } problem)
        {
            attempts?.Fail(attempt, problem);
        }
    }

    // Nothing went out: the permit must not count as a request, or a budget at its cap would use up the provider's limits too.
    private static void Return(IProviderPermit permit)
    {
        permit.Void();
        permit.Dispose();
    }
}
