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
/// Carries a call out: a place at the provider, the worst case set aside, the request, the answer, the settlement. While the client has not had a byte the next candidate is
/// tried when one fails; every try that reached a provider is settled on its own.
/// </summary>
internal sealed class CallPipeline(IMeter meter, IProviderLimiter gates, UpstreamClients pool, IOptions<GatewayOptions> options, TimeProvider time, GatewayTelemetry telemetry, ShutdownDrain stop, IAttemptRunner? attempts = null)
{
    /// <summary>Answers the client.</summary>
    /// <param name="candidates">At least one, best first.</param>
    public async Task RunAsync(HttpContext context, CallRequest request, IReadOnlyList<UpstreamCandidate> candidates)
    {
        using var watch = stop.Watch(context);
        GatewayError? last = null;
        for (var i = 0; i < candidates.Count && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested; i++)
        {
            last = await TryAsync(context, request, candidates[i], isLast: i == candidates.Count - 1);
            if (last is null or { IsFinal: true })
            {
                break;
            }
        }

        if (last is not null && !context.Response.HasStarted)
        {
            telemetry.Refused(last.Kind);
            await ErrorResponse.WriteAsync(context, request.Surface.Errors, last);
        }
    }

    /// <summary>One candidate. Null when the client has its answer; else why not.</summary>
    private async Task<GatewayError?> TryAsync(HttpContext context, CallRequest request, UpstreamCandidate candidate, bool isLast)
    {
        var worst = GatewayCostBound.Of(request.Facts, request.Surface, candidate.Model) with { Billing = candidate.Connection.Provider.Billing };
        var entry = await gates.EnterAsync(candidate.Model.Ref.Provider, GatewayCostBound.Tokens(worst), context.RequestAborted);
        if (entry.Refusal is { } full)
        {
            var kind = full.Problem.Code == ErrorCodes.ModelRateLimited && !full.Overloaded ? GatewayErrorKind.RateLimited : GatewayErrorKind.Overloaded;
            return GatewayError.Of(kind, full.Problem, full.RetryAfter);
        }

        using var pass = entry.Pass!;
        IMeteredCall call;
        try
        {
            call = await meter.BeginAsync(request.Spender, worst, context.RequestAborted);
        }
        catch (FactoryException e)
        {
            pass.Withdraw();
            var refusal = GatewayError.Of(e);
            StopAttempt(request.Spender, refusal);
            return refusal;
        }
        catch
        {
            pass.Withdraw();
            throw;
        }

        using (call)
        {
            using var span = telemetry.Start(request, candidate, context.Request.Headers);
            using var clock = new CallTimeouts(options.Value, time, context.RequestAborted);
            var attempt = new UpstreamAttempt(context, request, candidate, worst, call, pass, clock, options.Value, time, span);
            var refusal = await SendAsync(attempt, isLast);
            StopAttempt(request.Spender, attempt.CutBy);
            return refusal;
        }
    }

    /// <summary>An attempt whose budget is used up ends, whatever its program would do next: its task goes to the operator with the reason.</summary>
    private void StopAttempt(Spender spender, GatewayError? refusal)
    {
        if (spender.Attempt is { } attempt && refusal?.Cause is { Code: ErrorCodes.BudgetExceeded or ErrorCodes.BudgetBrake } problem)
        {
            attempts?.Fail(attempt, problem);
        }
    }

    private async Task<GatewayError?> SendAsync(UpstreamAttempt attempt, bool isLast)
    {
        PatchedContent? body = null;
        try
        {
            body = attempt.Body();
        }
        catch (TranslationException e)
        {
            return attempt.Unsayable(e.Message);
        }

        try
        {
            using var message = attempt.Message(body);
            using var reply = await pool.SendAsync(attempt.Provider, message, attempt.Clock.Token);
            return await AnswerAsync(attempt, reply, isLast);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return attempt.NotReached(body, $"The provider {attempt.Provider} {(body?.WasBegun == true ? "broke the connection off" : "cannot be reached")}. Try again, or name another model.");
        }
        catch (OperationCanceledException)
        {
            if (attempt.Clock.IsClientGone)
            {
                attempt.Abandoned(body);
                return null;
            }

            return attempt.Clock.HasPassed
                ? attempt.Silent(body)
                : attempt.NotReached(body, $"The provider {attempt.Provider} did not accept a connection in {options.Value.ConnectLimit.TotalSeconds:0} seconds. Try again, or name another model.");
        }
        finally
        {
            attempt.Request.Body.IsLent |= body?.IsBeingSent ?? false;
        }
    }

    private static async Task<GatewayError?> AnswerAsync(UpstreamAttempt attempt, HttpResponseMessage reply, bool isLast)
    {
        var status = (int)reply.StatusCode;
        return status switch
        {
            >= 200 and < 300 => await new UpstreamResponse(attempt, reply).RelayAsync(),
            401 or 402 or 403 => attempt.Shut(reply.StatusCode),
            (>= 500 or 429 or 408 or 409) when !isLast => attempt.Failed(reply),
            >= 400 => await attempt.PassErrorAsync(reply),
            _ => attempt.Redirected(reply.StatusCode),
        };
    }
}
