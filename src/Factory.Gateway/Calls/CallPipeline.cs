using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Metering;
using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Calls;

/// <summary>
/// Carries a call out: a place at the provider, the upper bound reserved, the request, the answer, the settlement. While the client has not had a byte the next candidate is
/// tried when one fails; every try that reached a provider is settled on its own.
/// </summary>
internal sealed class CallPipeline(IMeter meter, IProviderLimiters gates, UpstreamClients pool, IOptions<GatewayOptions> options, TimeProvider time, GatewayTelemetry telemetry, ShutdownDrain stop, IAttemptRunner? attempts = null)
{
    /// <summary>Answers the client.</summary>
    /// <param name="candidates">At least one, best first.</param>
    public async Task RunAsync(HttpContext context, CallRequest request, IReadOnlyList<UpstreamCandidate> candidates)
    {
        using var watch = stop.AbortOnShutdown(context);
        GatewayError? last = null;
        for (var i = 0; i < candidates.Count && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested; i++)
        {
            last = await TryCandidateAsync(context, request, candidates[i], isLast: i == candidates.Count - 1);
            if (last is null or { IsFinal: true })
            {
                break;
            }
        }

        if (last is not null && !context.Response.HasStarted)
        {
            telemetry.RecordError(last.Kind);
            await ErrorResponse.WriteAsync(context, request.Format.ModelApi, last);
        }
    }

    /// <summary>One candidate. Null when the client has its answer; else why not.</summary>
    private async Task<GatewayError?> TryCandidateAsync(HttpContext context, CallRequest request, UpstreamCandidate candidate, bool isLast)
    {
        var estimate = CallEstimator.Estimate(request.Inspection, request.Format, candidate.Model) with { Billing = candidate.Connection.Provider.Billing };
        var acquired = await gates.AcquireAsync(candidate.Model.Ref.Provider, CallEstimator.TotalTokens(estimate), context.RequestAborted);
        if (acquired.Rejection is { } rejection)
        {
            var kind = rejection.Problem.Code == ErrorCodes.ModelRateLimited && !rejection.IsOverloaded ? GatewayErrorKind.RateLimited : GatewayErrorKind.Overloaded;
            return GatewayError.From(kind, rejection.Problem, rejection.RetryAfter);
        }

        using var permit = acquired.Permit!;
        IMeteredCall call;
        try
        {
            call = await meter.ReserveAsync(request.Principal, estimate, context.RequestAborted);
        }
        catch (FactoryException e)
        {
            permit.Void();
            var error = GatewayError.From(e);
            FailAttemptOverBudget(request.Principal, error);
            return error;
        }
        catch
        {
            permit.Void();
            throw;
        }

        using (call)
        {
            using var span = telemetry.Start(request, candidate, context.Request.Headers);
            using var timeouts = new CallTimeouts(options.Value, time, context.RequestAborted);
            var attempt = new UpstreamAttempt(context, request, candidate, estimate, call, permit, timeouts, options.Value, time, span);
            var error = await SendAsync(attempt, isLast);
            FailAttemptOverBudget(request.Principal, attempt.StreamCutError);
            return error;
        }
    }

    /// <summary>An attempt whose budget is used up ends, whatever its program would do next: its task goes to the operator with the reason.</summary>
    private void FailAttemptOverBudget(Principal spender, GatewayError? error)
    {
        if (spender.Attempt is { } attempt && error?.Cause is { Code: ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached } problem)
        {
            attempts?.Fail(attempt, problem);
        }
    }

    private async Task<GatewayError?> SendAsync(UpstreamAttempt attempt, bool isLast)
    {
        PatchedContent? body = null;
        try
        {
            body = attempt.BuildBody();
        }
        catch (TranslationException e)
        {
            return attempt.Untranslatable(e.Message);
        }

        try
        {
            using var message = attempt.BuildRequest(body);
            using var response = await pool.SendAsync(attempt.Provider, message, attempt.Timeouts.Token);
            return await HandleResponseAsync(attempt, response, isLast);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return attempt.OnConnectionFailed(body, $"The provider {attempt.Provider} {(body?.HasStarted == true ? "broke the connection off" : "cannot be reached")}. Try again, or name another model.");
        }
        catch (OperationCanceledException)
        {
            if (attempt.Timeouts.IsClientGone)
            {
                attempt.OnClientAborted(body);
                return null;
            }

            return attempt.Timeouts.HasExpired
                ? attempt.OnTimeout(body)
                : attempt.OnConnectionFailed(body, $"The provider {attempt.Provider} did not accept a connection in {options.Value.ConnectTimeout.TotalSeconds:0} seconds. Try again, or name another model.");
        }
        finally
        {
            attempt.Request.Body.IsInUse |= body?.IsSending ?? false;
        }
    }

    private static async Task<GatewayError?> HandleResponseAsync(UpstreamAttempt attempt, HttpResponseMessage response, bool isLast)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => await new UpstreamResponse(attempt, response).ForwardAsync(),
            401 or 402 or 403 => attempt.OnUnauthorized(response.StatusCode),
            (>= 500 or 429 or 408 or 409) when !isLast => attempt.OnUpstreamUnavailable(response),
            >= 400 => await attempt.ForwardErrorAsync(response),
            _ => attempt.OnRedirect(response.StatusCode),
        };
    }
}
