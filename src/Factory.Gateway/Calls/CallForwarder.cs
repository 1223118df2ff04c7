using Factory.Gateway.Errors;
using Factory.Gateway.Upstreams;
using Factory.Protocols;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Calls;

/// <summary>
/// Forwards a call to the providers that can answer it, each through the pipeline that all model calls share. Until the
/// client has got its first byte, the next candidate is tried when one fails; every attempt that reached a provider is
/// settled on its own.
/// </summary>
internal sealed partial class CallForwarder(
    CallAdmitter admitter,
    UpstreamClients clients,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    GatewayTelemetry telemetry,
    ShutdownDrain drain,
    ILogger<CallForwarder> log)
{
    /// <summary>Answers the client.</summary>
    /// <param name="context">The client's request and response.</param>
    /// <param name="request">The call.</param>
    /// <param name="candidates">At least one, best first.</param>
    public async Task RunAsync(HttpContext context, CallRequest request, IReadOnlyList<UpstreamCandidate> candidates)
    {
        using var registration = drain.AbortOnShutdown(context);
        GatewayError? last = null;
        var count = candidates.Count;
        // Once the client has got a byte, a second provider's answer cannot replace the first one's.
        for (var i = 0; i < count && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested; i++)
        {
            last = await TryCandidateAsync(context, request, candidates[i], isLast: i == count - 1);
            if (last is null or { IsFinal: true })
            {
                break;
            }

            // The trouble may be in what was asked, and every provider that is asked for it bills its answer.
            count = last.IsUntranslatable ? Math.Min(count, i + 2) : count;
        }

        if (last is not null && !context.Response.HasStarted)
        {
            telemetry.RecordError(last.Kind);
            await ErrorResponse.WriteAsync(context, request.Format.ModelApi, last);
        }
    }

    /// <summary>One candidate. Null when the client has its response; else why not.</summary>
    private async Task<GatewayError?> TryCandidateAsync(HttpContext context, CallRequest request, UpstreamCandidate candidate, bool isLast)
    {
        var (call, rejection) = await admitter.AdmitAsync(context.Request.Headers, request, candidate, context.RequestAborted);
        if (call is null)
        {
            return rejection;
        }

        using (call)
        {
            using var timeouts = new CallTimeouts(options.Value, time, context.RequestAborted);
            var attempt = new UpstreamAttempt(context, request, candidate, call, timeouts, options.Value, time);
            var error = await SendAsync(attempt, isLast);
            if (attempt.OwnFailure is { } own)
            {
                LogCallCut(call.Id, own);
            }

            admitter.FailAttemptOverBudget(request.Principal, attempt.StreamCutError);
            return error;
        }
    }

    private async Task<GatewayError?> SendAsync(UpstreamAttempt attempt, bool isLast)
    {
        PatchedContent? body = null;
        try
        {
            body = attempt.BuildBody();
            return await SendAsync(attempt, body, isLast);
        }
        catch (TranslationException e) when (body is null)
        {
            return attempt.OnUntranslatable(e.Message);
        }
        catch (Exception)
        {
            attempt.OnUnexpectedFailure(body);
            throw;
        }
    }

    private async Task<GatewayError?> SendAsync(UpstreamAttempt attempt, PatchedContent body, bool isLast)
    {
        try
        {
            using var message = attempt.BuildRequest(body);
            using var response = await clients.SendAsync(attempt.Provider, message, attempt.Timeouts.Token);
            return await HandleResponseAsync(attempt, response, isLast);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !attempt.Timeouts.IsClientGone)
        {
            var what = body.HasStarted ? "broke the connection off" : "cannot be reached";
            return attempt.OnConnectionFailed(body, $"The provider {attempt.Provider} {what}. Try again, or name another model.");
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            if (attempt.Timeouts.IsClientGone)
            {
                attempt.OnClientAborted(body);
                return null;
            }

            // SocketsHttpHandler reports its own connect timeout as a cancellation, too: then neither the client nor a
            // deadline cancelled.
            var limit = options.Value.ConnectTimeout.TotalSeconds;
            return attempt.Timeouts.HasExpired
                ? attempt.OnTimeout(body)
                : attempt.OnConnectionFailed(
                    body,
                    $"The provider {attempt.Provider} did not accept a connection in {limit:0} seconds. Try again, or name another model.");
        }
        finally
        {
            // A provider may answer before it has read the request. The connection still reads the pooled bytes then,
            // and another call must not get them.
            attempt.Request.Body.IsInUse |= body.IsSending;
        }
    }

    private static async Task<GatewayError?> HandleResponseAsync(UpstreamAttempt attempt, HttpResponseMessage response, bool isLast)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => await new UpstreamResponse(attempt, response).ForwardAsync(),
            >= 400 => await attempt.OnErrorStatusAsync(response, isLast),
            _ => attempt.OnRedirect(response.StatusCode),
        };
    }
}
