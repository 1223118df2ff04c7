using System.Net;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Metering.Calls;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Calls;

/// <summary>One try at one provider: what it sends, and how each kind of failure is settled, reported and said.</summary>
internal sealed class UpstreamAttempt(
    HttpContext context,
    CallRequest request,
    UpstreamCandidate candidate,
    ModelCall call,
    CallTimeouts timeouts,
    GatewayOptions options,
    TimeProvider time)
{
    private const int MaxErrorBytes = 256 * 1024;

    public HttpContext Context => context;

    public CallRequest Request => request;

    public UpstreamCandidate Candidate => candidate;

    public ModelCall Call => call;

    public CallTimeouts Timeouts => timeouts;

    public GatewayOptions Options => options;

    /// <summary>The provider's name.</summary>
    public string Provider => candidate.Model.Ref.Provider;

    /// <summary>Takes the real key out of what comes back.</summary>
    public SecretScrubber Scrubber { get; } = new(candidate.Connection.Key);

    /// <summary>Between the client's protocol and the provider's; null when they are the same.</summary>
    public CallTranslation? Translation { get; private set; }

    /// <summary>Why the answer was cut in the middle; null when it was not.</summary>
    public GatewayError? StreamCutError { get; set; }

    /// <summary>The body to send.</summary>
    /// <exception cref="Protocols.TranslationException">The provider's protocol cannot say it.</exception>
    public PatchedContent BuildBody()
    {
        var isSame = candidate.Format == request.Format;
        var provider = isSame ? candidate.Connection.Provider : candidate.Connection.Provider with { Quirks = [OpenAIChatApiFormat.NoUsageQuirk] };
        var edited = new PatchedContent(request.Body.Memory, request.Format.Rewrite(request.Inspection, candidate.Model.Ref.Model, call.MaxOutputTokens, provider));
        if (isSame)
        {
            return edited;
        }

        Translation = new CallTranslation(edited.ToArray(), request, candidate, call.Id, call.MaxOutputTokens, time.GetUtcNow());
        return new PatchedContent(Translation.Body, []);
    }

    /// <summary>The request cannot be carried into the provider's protocol: nothing was sent.</summary>
    public GatewayError Untranslatable(string why)
    {
        call.Void();
        return new GatewayError(
            GatewayErrorKind.BadRequest,
            $"The provider {Provider} uses another API, to which this request cannot be translated: {why}. docs/reference/protocols.md has what can be.",
            ErrorCodes.InvalidRequest);
    }

    /// <summary>The request to send.</summary>
    public HttpRequestMessage BuildRequest(PatchedContent body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, candidate.RequestUri(request.Inspection.Stream)) { Content = body };
        UpstreamRequestHeaders.Write(message, context.Request.Headers, request.Format, candidate.Format, candidate.Connection.Key);
        return message;
    }

    /// <summary>The provider responded, at least in part.</summary>
    public void Settle(CallOutcome outcome, ResponseProgress progress, int status, string? error = null) =>
        call.Complete(new CallEnd(outcome, status, timeouts.TimeToFirstByte, error), progress);

    /// <summary>No answer. What was never sent costs nothing.</summary>
    public GatewayError OnConnectionFailed(PatchedContent? body, string message) => Abort(body, CallOutcome.Interrupted, ProviderOutcomeKind.Failed, message, GatewayErrorKind.ProviderFailed);

    /// <summary>No answer in time.</summary>
    public GatewayError OnTimeout(PatchedContent? body) =>
        Abort(body, CallOutcome.Interrupted, ProviderOutcomeKind.Failed, $"The provider {Provider} sent nothing for too long; the call was given up. Try again, or name another model.", GatewayErrorKind.ProviderTimeout);

    /// <summary>The client went away before the answer's first byte.</summary>
    public void OnClientAborted(PatchedContent? body) => Abort(body, CallOutcome.ClientDisconnected, kind: null, "The client disconnected.", GatewayErrorKind.InternalError);

    /// <summary>The provider does not want the factory's key, or its account is empty: not the client's business, so never its 401.</summary>
    public GatewayError OnUnauthorized(HttpStatusCode status)
    {
        var isEmpty = status == HttpStatusCode.PaymentRequired;
        return SettleRejected(
            (int)status,
            ProviderOutcomeKind.Disabled,
            null,
            new GatewayError(
                GatewayErrorKind.ProviderFailed,
                isEmpty
                    ? $"The factory's account at the provider {Provider} has no credit left. The operator must fill it up."
                    : $"The provider {Provider} refused the factory's own key or what it wants to do with it. The operator must look at it: factory models check.",
                isEmpty ? ErrorCodes.ModelCreditExhausted : ErrorCodes.ModelKeyRejected));
    }

    /// <summary>The provider cannot now; another one may.</summary>
    public GatewayError OnUpstreamUnavailable(HttpResponseMessage response)
    {
        var isBusy = IsThrottled((int)response.StatusCode);
        var retryAfter = UpstreamResponseHeaders.RetryAfter(response, time.GetUtcNow());
        return SettleRejected(
            (int)response.StatusCode,
            isBusy ? ProviderOutcomeKind.Throttled : ProviderOutcomeKind.Failed,
            retryAfter,
            new GatewayError(
                isBusy ? GatewayErrorKind.RateLimited : GatewayErrorKind.ProviderFailed,
                $"The provider {Provider} answered {(int)response.StatusCode}.",
                isBusy ? ErrorCodes.ModelRateLimited : ErrorCodes.ModelUnavailable,
                retryAfter));
    }

    /// <summary>A provider that sends clients elsewhere is set up wrongly; nothing follows it with the key.</summary>
    public GatewayError OnRedirect(HttpStatusCode status) => SettleRejected(
        (int)status,
        ProviderOutcomeKind.Failed,
        null,
        new GatewayError(GatewayErrorKind.ProviderFailed, $"The provider {Provider} answered {(int)status}, which is no answer to a model call. The operator must correct its baseUrl in models.json.", ErrorCodes.ModelFailed));

    /// <summary>The provider's own error goes to the client as it is, where it is in the client's protocol.</summary>
    public async Task<GatewayError?> ForwardErrorAsync(HttpResponseMessage reply)
    {
        var error = OnUpstreamUnavailable(reply);
        using var body = await BufferedResponse.ReadAsync(reply, MaxErrorBytes, timeouts);
        if (body is not null && ProviderErrorMessage.ReadMessage(Scrubber.Scrub(body.Memory.Span)) is { } said)
        {
            error = error with { Message = $"The provider {Provider} answered {(int)reply.StatusCode}: {said}" };
        }

        if (candidate.Format != request.Format || body is null || !ResponseJson.LooksLikeObject(body.Memory.Span))
        {
            return (int)reply.StatusCode switch
            {
                429 or >= 500 => error,
                404 => error with { Kind = GatewayErrorKind.NotFound, Code = ErrorCodes.NotFound, IsFinal = true },
                413 => error with { Kind = GatewayErrorKind.RequestTooLarge, Code = ErrorCodes.InvalidRequest, IsFinal = true },
                _ => error with { Kind = GatewayErrorKind.BadRequest, Code = ErrorCodes.InvalidRequest, IsFinal = true },
            };
        }

        var response = context.Response;
        response.StatusCode = (int)reply.StatusCode;
        response.ContentType = "application/json";
        UpstreamResponseHeaders.Copy(reply, response.Headers, candidate.Connection.Key);
        await WriteToClientAsync(body.Memory);
        return null;
    }

    /// <summary>Sends bytes to the client; false when it has gone, which is nobody's failure any more.</summary>
    public async Task<bool> WriteToClientAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await context.Response.Body.WriteAsync(Scrubber.Contains(bytes.Span) ? Scrubber.Scrub(bytes.Span) : bytes, timeouts.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static bool IsThrottled(int status) => status is 429 or 529;

    private GatewayError SettleRejected(int status, ProviderOutcomeKind kind, TimeSpan? retryAfter, GatewayError error)
    {
        call.Reject(status, new ProviderOutcome(kind, retryAfter), timeouts.Elapsed, error.Message);
        return error;
    }

    private GatewayError Abort(PatchedContent? body, CallOutcome outcome, ProviderOutcomeKind? kind, string message, GatewayErrorKind error)
    {
        call.Fail(wasSent: body is { HasStarted: true }, outcome, kind, message);
        return new GatewayError(error, message, ErrorCodes.ModelUnavailable);
    }
}
