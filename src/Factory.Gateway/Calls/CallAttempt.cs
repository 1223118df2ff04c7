using System.Net;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Domain.Metering;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Surfaces;
using Factory.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Calls;

/// <summary>One try at one provider: what it sends, and how each kind of failure is settled, reported and said.</summary>
internal sealed class CallAttempt(
    HttpContext context,
    CallRequest request,
    Candidate candidate,
    CallIntent worst,
    IMeteredCall call,
    IProviderPass pass,
    CallClock clock,
    GatewayOptions options,
    TimeProvider time,
    CallSpan span)
{
    private const int LongestError = 256 * 1024;

    private bool _isReported;

    public HttpContext Context => context;

    public CallRequest Request => request;

    public Candidate Candidate => candidate;

    public CallIntent Worst => worst;

    public IMeteredCall Call => call;

    public CallClock Clock => clock;

    public GatewayOptions Options => options;

    /// <summary>The provider's name.</summary>
    public string Provider => candidate.Model.Ref.Provider;

    /// <summary>Takes the real key out of what comes back.</summary>
    public KeyShield Shield { get; } = new(candidate.Connection.Key);

    /// <summary>Between the client's protocol and the provider's; null when they are the same.</summary>
    public Translation? Translation { get; private set; }

    /// <summary>Why the answer was cut in the middle; null when it was not.</summary>
    public Refusal? CutBy { get; set; }

    /// <summary>The body to send.</summary>
    /// <exception cref="Protocols.TranslationException">The provider's protocol cannot say it.</exception>
    public EditedBody Body()
    {
        var isSame = candidate.Surface == request.Surface;
        var provider = isSame ? candidate.Connection.Provider : candidate.Connection.Provider with { Quirks = [ChatSurface.NoUsageQuirk] };
        var edited = new EditedBody(request.Body.Memory, request.Surface.Edits(request.Facts, candidate.Model.Ref.Model, call.OutputTokens, provider));
        if (isSame)
        {
            return edited;
        }

        Translation = new Translation(edited.ToArray(), request, candidate, call.Id, call.OutputTokens, time.GetUtcNow());
        return new EditedBody(Translation.Body, []);
    }

    /// <summary>The request cannot be carried into the provider's protocol: nothing was sent.</summary>
    public Refusal Unsayable(string why)
    {
        call.Forget();
        pass.Withdraw();
        return new Refusal(
            RefusalKind.BadRequest,
            $"The provider {Provider} speaks another protocol, into which this request cannot be carried: {why}. docs/reference/protocols.md has what can be.",
            ErrorCodes.InvalidRequest);
    }

    /// <summary>The request to send.</summary>
    public HttpRequestMessage Message(EditedBody body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, candidate.Address(request.Facts.Stream)) { Content = body };
        RequestHeaders.Write(message, context.Request.Headers, request.Surface, candidate.Surface, candidate.Connection.Key);
        return message;
    }

    /// <summary>The provider answered well.</summary>
    public void Settle(CallOutcome outcome, Tally tally, int status, string? error = null)
    {
        var usage = tally.Usage;
        if (usage is null && outcome is not CallOutcome.NoUsage)
        {
            usage = tally.AtMost((long)call.OutputTokens * worst.Choices);
        }

        call.Settle(new CallEnd(outcome, usage, status, clock.FirstByte, error, tally.Bytes));
        Report(new ProviderAnswer(outcome == CallOutcome.Broken ? ProviderAnswerKind.Fails : ProviderAnswerKind.Works, null, usage?.Total()));
        span.End(status, usage, error);
    }

    /// <summary>No answer. What was never sent costs nothing.</summary>
    public Refusal NotReached(EditedBody? body, string message) => GaveUp(body, CallOutcome.Broken, ProviderAnswerKind.Fails, message, RefusalKind.Provider);

    /// <summary>No answer in time.</summary>
    public Refusal Silent(EditedBody? body) =>
        GaveUp(body, CallOutcome.Broken, ProviderAnswerKind.Fails, $"The provider {Provider} sent nothing for too long; the call was given up. Try again, or name another model.", RefusalKind.Silence);

    /// <summary>The client went away before the answer's first byte.</summary>
    public void Abandoned(EditedBody? body) => GaveUp(body, CallOutcome.Abandoned, ProviderAnswerKind.Works, "The client went away.", RefusalKind.Internal);

    /// <summary>The provider does not want the factory's key, or its account is empty: not the client's business, so never its 401.</summary>
    public Refusal Shut(HttpStatusCode status)
    {
        var isEmpty = status == HttpStatusCode.PaymentRequired;
        return Refused(
            (int)status,
            ProviderAnswerKind.Shut,
            null,
            new Refusal(
                RefusalKind.Provider,
                isEmpty
                    ? $"The factory's account at the provider {Provider} has no credit left. The operator must fill it up."
                    : $"The provider {Provider} refused the factory's own key or what it wants to do with it. The operator must look at it: factory models check.",
                isEmpty ? ErrorCodes.ModelCreditExhausted : ErrorCodes.ModelKeyRefused));
    }

    /// <summary>The provider cannot now; another one may.</summary>
    public Refusal Failed(HttpResponseMessage reply)
    {
        var isBusy = IsBusy((int)reply.StatusCode);
        var wait = ReplyHeaders.RetryAfter(reply, time.GetUtcNow());
        return Refused(
            (int)reply.StatusCode,
            isBusy ? ProviderAnswerKind.Busy : ProviderAnswerKind.Fails,
            wait,
            new Refusal(
                isBusy ? RefusalKind.RateLimited : RefusalKind.Provider,
                $"The provider {Provider} answered {(int)reply.StatusCode}.",
                isBusy ? ErrorCodes.ModelRateLimited : ErrorCodes.ModelUnavailable,
                wait));
    }

    /// <summary>A provider that sends clients elsewhere is set up wrongly; nothing follows it with the key.</summary>
    public Refusal Redirected(HttpStatusCode status) => Refused(
        (int)status,
        ProviderAnswerKind.Fails,
        null,
        new Refusal(RefusalKind.Provider, $"The provider {Provider} answered {(int)status}, which is no answer to a model call. The operator must correct its baseUrl in models.json.", ErrorCodes.ModelFailed));

    /// <summary>The provider's own error goes to the client as it is, where it is in the client's protocol.</summary>
    public async Task<Refusal?> PassErrorAsync(HttpResponseMessage reply)
    {
        var refusal = Failed(reply);
        using var whole = await WholeReply.ReadAsync(reply, LongestError, clock);
        if (whole is not null && ProviderError.Message(Shield.Clean(whole.Memory.Span)) is { } said)
        {
            refusal = refusal with { Message = $"The provider {Provider} answered {(int)reply.StatusCode}: {said}" };
        }

        if (candidate.Surface != request.Surface || whole is null || !ReplyJson.LooksWhole(whole.Memory.Span))
        {
            return (int)reply.StatusCode switch
            {
                429 or >= 500 => refusal,
                404 => refusal with { Kind = RefusalKind.NotFound, Code = ErrorCodes.NotFound, IsFinal = true },
                413 => refusal with { Kind = RefusalKind.TooLarge, Code = ErrorCodes.InvalidRequest, IsFinal = true },
                _ => refusal with { Kind = RefusalKind.BadRequest, Code = ErrorCodes.InvalidRequest, IsFinal = true },
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

    private void Report(ProviderAnswer answer)
    {
        if (!_isReported)
        {
            _isReported = true;
            pass.Report(answer);
        }
    }

    private static bool IsBusy(int status) => status is 429 or 529;

    private Refusal Refused(int status, ProviderAnswerKind kind, TimeSpan? wait, Refusal refusal)
    {
        // What the client did wrong is no fault of the provider.
        var said = kind == ProviderAnswerKind.Fails && status is >= 400 and < 500 and not 408 ? ProviderAnswerKind.Works : kind;
        call.Settle(new CallEnd(CallOutcome.Refused, default(Contracts.Models.TokenUsage), status, clock.Elapsed, refusal.Message));
        Report(new ProviderAnswer(said, wait, 0));
        span.End(status, null, refusal.Code);
        return refusal;
    }

    private Refusal GaveUp(EditedBody? body, CallOutcome outcome, ProviderAnswerKind kind, string message, RefusalKind refusal)
    {
        if (body is { WasBegun: true })
        {
            call.Settle(new CallEnd(outcome, null, null, null, message));
        }
        else
        {
            call.Forget();
        }

        if (body is { WasBegun: true } || kind == ProviderAnswerKind.Fails)
        {
            Report(new ProviderAnswer(kind, Tokens: body is { WasBegun: true } ? null : 0));
        }
        else
        {
            pass.Withdraw();
        }

        span.End(null, null, message);
        return new Refusal(refusal, message, ErrorCodes.ModelUnavailable);
    }
}
