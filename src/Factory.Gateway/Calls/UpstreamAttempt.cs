using System.Net;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Domain.Metering;
using Factory.Gateway.Apis;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Calls;

/// <summary>One try at one provider: what it sends, and how each kind of failure is settled, reported and said.</summary>
internal sealed class UpstreamAttempt(
    HttpContext context,
    CallRequest request,
    UpstreamCandidate candidate,
    CallEstimate worst,
    IMeteredCall call,
    IProviderPermit pass,
    CallTimeouts clock,
    GatewayOptions options,
    TimeProvider time,
    CallSpan span)
{
    private const int LongestError = 256 * 1024;

    private bool _isReported;

    public HttpContext Context => context;

    public CallRequest Request => request;

    public UpstreamCandidate Candidate => candidate;

    public CallEstimate Worst => worst;

    public IMeteredCall Call => call;

    public CallTimeouts Clock => clock;

    public GatewayOptions Options => options;

    /// <summary>The provider's name.</summary>
    public string Provider => candidate.Model.Ref.Provider;

    /// <summary>Takes the real key out of what comes back.</summary>
    public SecretScrubber Shield { get; } = new(candidate.Connection.Key);

    /// <summary>Between the client's protocol and the provider's; null when they are the same.</summary>
    public Translation? Translation { get; private set; }

    /// <summary>Why the answer was cut in the middle; null when it was not.</summary>
    public GatewayError? CutBy { get; set; }

    /// <summary>The body to send.</summary>
    /// <exception cref="Protocols.TranslationException">The provider's protocol cannot say it.</exception>
    public PatchedContent Body()
    {
        var isSame = candidate.Surface == request.Surface;
        var provider = isSame ? candidate.Connection.Provider : candidate.Connection.Provider with { Quirks = [ChatSurface.NoUsageQuirk] };
        var edited = new PatchedContent(request.Body.Memory, request.Surface.Edits(request.Facts, candidate.Model.Ref.Model, call.OutputTokens, provider));
        if (isSame)
        {
            return edited;
        }

        Translation = new Translation(edited.ToArray(), request, candidate, call.Id, call.OutputTokens, time.GetUtcNow());
        return new PatchedContent(Translation.Body, []);
    }

    /// <summary>The request cannot be carried into the provider's protocol: nothing was sent.</summary>
    public GatewayError Unsayable(string why)
    {
        call.Void();
        pass.Withdraw();
        return new GatewayError(
            GatewayErrorKind.BadRequest,
            $"The provider {Provider} speaks another protocol, into which this request cannot be carried: {why}. docs/reference/protocols.md has what can be.",
            ErrorCodes.InvalidRequest);
    }

    /// <summary>The request to send.</summary>
    public HttpRequestMessage Message(PatchedContent body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, candidate.Address(request.Facts.Stream)) { Content = body };
        RequestHeaders.Write(message, context.Request.Headers, request.Surface, candidate.Surface, candidate.Connection.Key);
        return message;
    }

    /// <summary>The provider answered well.</summary>
    public void Settle(CallOutcome outcome, UsageAccumulator tally, int status, string? error = null)
    {
        var usage = tally.Usage;
        if (usage is null && outcome is not CallOutcome.NoUsage)
        {
            usage = tally.AtMost((long)call.OutputTokens * worst.Choices);
        }

        call.Settle(new CallEnd(outcome, usage, status, clock.FirstByte, error, tally.Bytes));
        Report(new ProviderOutcome(outcome == CallOutcome.Broken ? ProviderOutcomeKind.Fails : ProviderOutcomeKind.Works, null, usage?.Total()));
        span.End(status, usage, error);
    }

    /// <summary>No answer. What was never sent costs nothing.</summary>
    public GatewayError NotReached(PatchedContent? body, string message) => GaveUp(body, CallOutcome.Broken, ProviderOutcomeKind.Fails, message, GatewayErrorKind.Provider);

    /// <summary>No answer in time.</summary>
    public GatewayError Silent(PatchedContent? body) =>
        GaveUp(body, CallOutcome.Broken, ProviderOutcomeKind.Fails, $"The provider {Provider} sent nothing for too long; the call was given up. Try again, or name another model.", GatewayErrorKind.Silence);

    /// <summary>The client went away before the answer's first byte.</summary>
    public void Abandoned(PatchedContent? body) => GaveUp(body, CallOutcome.Abandoned, ProviderOutcomeKind.Works, "The client went away.", GatewayErrorKind.Internal);

    /// <summary>The provider does not want the factory's key, or its account is empty: not the client's business, so never its 401.</summary>
    public GatewayError Shut(HttpStatusCode status)
    {
        var isEmpty = status == HttpStatusCode.PaymentRequired;
        return Refused(
            (int)status,
            ProviderOutcomeKind.Shut,
            null,
            new GatewayError(
                GatewayErrorKind.Provider,
                isEmpty
                    ? $"The factory's account at the provider {Provider} has no credit left. The operator must fill it up."
                    : $"The provider {Provider} refused the factory's own key or what it wants to do with it. The operator must look at it: factory models check.",
                isEmpty ? ErrorCodes.ModelCreditExhausted : ErrorCodes.ModelKeyRefused));
    }

    /// <summary>The provider cannot now; another one may.</summary>
    public GatewayError Failed(HttpResponseMessage reply)
    {
        var isBusy = IsBusy((int)reply.StatusCode);
        var wait = ReplyHeaders.RetryAfter(reply, time.GetUtcNow());
        return Refused(
            (int)reply.StatusCode,
            isBusy ? ProviderOutcomeKind.Busy : ProviderOutcomeKind.Fails,
            wait,
            new GatewayError(
                isBusy ? GatewayErrorKind.RateLimited : GatewayErrorKind.Provider,
                $"The provider {Provider} answered {(int)reply.StatusCode}.",
                isBusy ? ErrorCodes.ModelRateLimited : ErrorCodes.ModelUnavailable,
                wait));
    }

    /// <summary>A provider that sends clients elsewhere is set up wrongly; nothing follows it with the key.</summary>
    public GatewayError Redirected(HttpStatusCode status) => Refused(
        (int)status,
        ProviderOutcomeKind.Fails,
        null,
        new GatewayError(GatewayErrorKind.Provider, $"The provider {Provider} answered {(int)status}, which is no answer to a model call. The operator must correct its baseUrl in models.json.", ErrorCodes.ModelFailed));

    /// <summary>The provider's own error goes to the client as it is, where it is in the client's protocol.</summary>
    public async Task<GatewayError?> PassErrorAsync(HttpResponseMessage reply)
    {
        var refusal = Failed(reply);
        using var whole = await BufferedResponse.ReadAsync(reply, LongestError, clock);
        if (whole is not null && ProviderError.Message(Shield.Clean(whole.Memory.Span)) is { } said)
        {
            refusal = refusal with { Message = $"The provider {Provider} answered {(int)reply.StatusCode}: {said}" };
        }

        if (candidate.Surface != request.Surface || whole is null || !ReplyJson.LooksWhole(whole.Memory.Span))
        {
            return (int)reply.StatusCode switch
            {
                429 or >= 500 => refusal,
                404 => refusal with { Kind = GatewayErrorKind.NotFound, Code = ErrorCodes.NotFound, IsFinal = true },
                413 => refusal with { Kind = GatewayErrorKind.TooLarge, Code = ErrorCodes.InvalidRequest, IsFinal = true },
                _ => refusal with { Kind = GatewayErrorKind.BadRequest, Code = ErrorCodes.InvalidRequest, IsFinal = true },
            };
        }

        var response = context.Response;
        response.StatusCode = (int)reply.StatusCode;
        response.ContentType = "application/json";
        ReplyHeaders.Copy(reply, response.Headers, candidate.Connection.Key);
        await SendAsync(whole.Memory);
        return null;
    }

    /// <summary>Sends bytes to the client; false when it has gone, which is nobody's failure any more.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await context.Response.Body.WriteAsync(Shield.IsIn(bytes.Span) ? Shield.Clean(bytes.Span) : bytes, clock.Token);
            return true;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Report(ProviderOutcome answer)
    {
        if (!_isReported)
        {
            _isReported = true;
            pass.Report(answer);
        }
    }

    private static bool IsBusy(int status) => status is 429 or 529;

    private GatewayError Refused(int status, ProviderOutcomeKind kind, TimeSpan? wait, GatewayError refusal)
    {
        // What the client did wrong is no fault of the provider.
        var said = kind == ProviderOutcomeKind.Fails && status is >= 400 and < 500 and not 408 ? ProviderOutcomeKind.Works : kind;
        call.Settle(new CallEnd(CallOutcome.Refused, default(Contracts.Metering.TokenUsage), status, clock.Elapsed, refusal.Message));
        Report(new ProviderOutcome(said, wait, 0));
        span.End(status, null, refusal.Code);
        return refusal;
    }

    private GatewayError GaveUp(PatchedContent? body, CallOutcome outcome, ProviderOutcomeKind kind, string message, GatewayErrorKind refusal)
    {
        if (body is { WasBegun: true })
        {
            call.Settle(new CallEnd(outcome, null, null, null, message));
        }
        else
        {
            call.Void();
        }

        if (body is { WasBegun: true } || kind == ProviderOutcomeKind.Fails)
        {
            Report(new ProviderOutcome(kind, Tokens: body is { WasBegun: true } ? null : 0));
        }
        else
        {
            pass.Withdraw();
        }

        span.End(null, null, message);
        return new GatewayError(refusal, message, ErrorCodes.ModelUnavailable);
    }
}
