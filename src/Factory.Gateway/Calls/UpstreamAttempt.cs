using System.Net;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;
using Factory.Metering.Calls;
using Factory.Protocols.Errors;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Calls;

/// <summary>
/// One attempt of a call at one provider: what is sent, and which error each kind of failure is to the client.
/// </summary>
internal sealed class UpstreamAttempt(
    HttpContext context,
    CallRequest request,
    UpstreamCandidate candidate,
    ModelCall call,
    CallTimeouts timeouts,
    GatewayOptions options,
    TimeProvider time)
{
    // Vendors' errors have a few hundred bytes; an HTML page of a proxy may have more, and is not forwarded anyway.
    private const int MaxErrorBytes = 256 * 1024;

    /// <summary>The client's request and response.</summary>
    public HttpContext Context => context;

    /// <summary>The call.</summary>
    public CallRequest Request => request;

    /// <summary>The model and its provider.</summary>
    public UpstreamCandidate Candidate => candidate;

    /// <summary>The admitted call, which is settled by how the attempt ends.</summary>
    public ModelCall Call => call;

    /// <summary>The call's deadlines.</summary>
    public CallTimeouts Timeouts => timeouts;

    /// <summary>The gateway's limits.</summary>
    public GatewayOptions Options => options;

    /// <summary>The provider's name.</summary>
    public string Provider => candidate.Model.Ref.Provider;

    /// <summary>Removes the provider's key from what comes back.</summary>
    public SecretScrubber Scrubber { get; } = new(candidate.Connection.Key);

    /// <summary>Translates between the client's API and the provider's; null when they are the same.</summary>
    public CallTranslation? Translation { get; private set; }

    /// <summary>Why the stream was cut at the budget; null when it was not.</summary>
    public GatewayError? StreamCutError { get; set; }

    /// <summary>The factory's own failure that ended the attempt, for the log; null where there was none.</summary>
    public Exception? OwnFailure { get; private set; }

    /// <summary>The body to send.</summary>
    /// <exception cref="Protocols.TranslationException">The provider's API cannot express the request.</exception>
    public PatchedContent BuildBody()
    {
        var isSame = candidate.Format == request.Format;

        // A translated request takes its usage options from the provider's own format, so the client's must not get
        // them as well.
        var provider = isSame
            ? candidate.Connection.Provider
            : candidate.Connection.Provider with { Quirks = [ProviderQuirks.NoStreamUsage] };
        var patches = request.Format.Rewrite(request.Inspection, candidate.Model.Ref.Model, call.MaxOutputTokens, provider);
        var patched = new PatchedContent(request.Body.Memory, patches);
        if (isSame)
        {
            return patched;
        }

        Translation = new CallTranslation(
            patched.ToArray(),
            request,
            candidate,
            call.Id,
            call.MaxOutputTokens,
            time.GetUtcNow());
        return new PatchedContent(Translation.Body, []);
    }

    /// <summary>The request to send.</summary>
    public HttpRequestMessage BuildRequest(PatchedContent body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, candidate.RequestUri(request.Inspection.Stream)) { Content = body };
        UpstreamRequestHeaders.Write(message, context.Request.Headers, request.Format, candidate.Format, candidate.Connection.Key);
        return message;
    }

    /// <summary>The request cannot be translated to the provider's API. Nothing was sent.</summary>
    /// <param name="why">What cannot be translated.</param>
    public GatewayError OnUntranslatable(string why)
    {
        call.Void();
        return new GatewayError(
            GatewayErrorKind.BadRequest,
            $"The provider {Provider} uses another API, to which this request cannot be translated: {why}. docs/reference/protocols.md " +
            "has what can be.",
            ErrorCodes.InvalidRequest);
    }

    /// <summary>
    /// The provider answered with success, though the response may have ended early. Only the first settlement of an
    /// attempt counts.
    /// </summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="progress">What is known of its tokens.</param>
    /// <param name="status">The provider's HTTP status.</param>
    /// <param name="error">What went wrong; null when nothing did.</param>
    public void Settle(CallOutcome outcome, ResponseProgress progress, int status, string? error = null) =>
        call.Complete(new CallEnd(outcome, status, timeouts.TimeToFirstByte, error), progress);

    /// <summary>The connection failed before a response came. A request that was never sent costs nothing.</summary>
    public GatewayError OnConnectionFailed(PatchedContent? body, string message) =>
        Abort(body, CallOutcome.Interrupted, ProviderOutcomeKind.Failed, message, GatewayErrorKind.ProviderFailed);

    /// <summary>No response came in time.</summary>
    public GatewayError OnTimeout(PatchedContent? body) => Abort(
        body,
        CallOutcome.Interrupted,
        ProviderOutcomeKind.Failed,
        $"The provider {Provider} sent nothing for too long; the call was given up. Try again, or name another model.",
        GatewayErrorKind.ProviderTimeout);

    /// <summary>The client disconnected before the response's first byte.</summary>
    public void OnClientAborted(PatchedContent? body) =>
        Abort(body, CallOutcome.ClientDisconnected, kind: null, "The client disconnected.", GatewayErrorKind.InternalError);

    /// <summary>
    /// An exception that is nobody's answer ends the attempt. It says nothing about the provider, and what was never sent
    /// costs nothing. Does nothing when the call has ended.
    /// </summary>
    public void OnUnexpectedFailure(PatchedContent? body) =>
        Abort(body, CallOutcome.Interrupted, kind: null, "The gateway failed.", GatewayErrorKind.InternalError);

    /// <summary>
    /// The provider answered with success and generated nothing: an error with status 200, or no answer at all. Costs what
    /// it reported, which is mostly nothing.
    /// </summary>
    /// <param name="failure">Why.</param>
    /// <param name="progress">What is known of its tokens.</param>
    /// <param name="status">The provider's HTTP status.</param>
    public void OnRefused(UpstreamFailure failure, ResponseProgress progress, int status)
    {
        if (progress.Usage is null)
        {
            call.Reject(status, failure.Outcome, timeouts.Elapsed, failure.Error.Message);
        }
        else
        {
            OnFailed(failure, progress, status);
        }
    }

    /// <summary>The provider answered with success, but its response failed or cannot be used. It may bill it.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="progress">What is known of its tokens.</param>
    /// <param name="status">The provider's HTTP status.</param>
    public void OnFailed(UpstreamFailure failure, ResponseProgress progress, int status)
    {
        OwnFailure = failure.Cause;
        call.Complete(
            new CallEnd(CallOutcome.Interrupted, status, timeouts.TimeToFirstByte, failure.Error.Message),
            progress,
            failure.Outcome);
    }

    /// <summary>How long the provider's headers request to wait; null when they do not.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage response) => UpstreamResponseHeaders.RetryAfter(response, time.GetUtcNow());

    /// <summary>
    /// The provider redirected the call. It is not followed: the new address would get the provider's key.
    /// </summary>
    public GatewayError OnRedirect(HttpStatusCode status) => Reject(
        (int)status,
        ProviderOutcomeKind.Failed,
        null,
        new GatewayError(
            GatewayErrorKind.ProviderFailed,
            $"The provider {Provider} answered {(int)status}, which is not an answer to a model call. The operator must correct its " +
            "baseUrl in models.json.",
            ErrorCodes.ModelFailed));

    /// <summary>
    /// The provider answered with an error status. Its own error is forwarded unchanged where no other provider can answer
    /// and the client can read it.
    /// </summary>
    /// <param name="upstream">The response.</param>
    /// <param name="isLast">Whether no other provider is left.</param>
    /// <returns>Null when the client has it; else the error to write in the client's form.</returns>
    public async Task<GatewayError?> OnErrorStatusAsync(HttpResponseMessage upstream, bool isLast)
    {
        var status = (int)upstream.StatusCode;
        using var body = await ReadErrorAsync(upstream);
        var reported = ProviderErrorReader.Read(Scrubber.Scrub(body is null ? default : body.Memory.Span), status);
        var retryAfter = RetryAfter(upstream);
        var failure = UpstreamFailure.From(Provider, reported with { Status = status }, retryAfter, $"{status}");
        call.Reject(status, failure.Outcome, timeouts.Elapsed, failure.Error.Message);
        if (body is null || !IsReadableByClient(reported, body.Memory.Span) || (!isLast && !failure.Error.IsFinal))
        {
            return failure.Error;
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        UpstreamResponseHeaders.Copy(upstream, response.Headers, candidate.Connection.Key);
        ErrorResponse.WriteRetryAfter(response, failure.Error.RetryAfter);
        await WriteToClientAsync(body.Memory);
        return null;
    }

    private async Task<BufferedResponse?> ReadErrorAsync(HttpResponseMessage upstream)
    {
        try
        {
            return await BufferedResponse.ReadAsync(upstream, MaxErrorBytes, timeouts);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status decides what happens next, and nothing was generated; without the body only the reason is
            // missing.
            return null;
        }
    }

    /// <summary>Whether an error body is in the client's API and names what a client acts on.</summary>
    private bool IsReadableByClient(ProviderError reported, ReadOnlySpan<byte> body)
    {
        // The factory's own account at the provider is no matter of the client's.
        if (candidate.Format != request.Format
            || reported.Kind is ApiErrorKind.Authentication or ApiErrorKind.Permission or ApiErrorKind.Billing
            || !ResponseJson.HasObject(body, "error"u8))
        {
            return false;
        }

        // Servers that copy OpenAI's API have its form, but seldom its code, by which clients compact instead of giving up.
        var isOpenAI = request.Format.ModelApi is ModelApi.OpenAIChat or ModelApi.OpenAIResponses;
        return !isOpenAI || reported.Kind != ApiErrorKind.ContextExceeded || body.IndexOf("\"context_length_exceeded\""u8) >= 0;
    }

    /// <summary>
    /// Sends bytes to the client, without the provider's key. The call is settled by now, so a client that has
    /// disconnected is not an error.
    /// </summary>
    public async Task WriteToClientAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await context.Response.Body.WriteAsync(Scrubber.Contains(bytes.Span) ? Scrubber.Scrub(bytes.Span) : bytes, timeouts.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has disconnected, so there is no one to report it to.
        }
    }

    private GatewayError Reject(int status, ProviderOutcomeKind kind, TimeSpan? retryAfter, GatewayError error)
    {
        call.Reject(status, new ProviderOutcome(kind, retryAfter), timeouts.Elapsed, error.Message);
        return error;
    }

    private GatewayError Abort(
        PatchedContent? body,
        CallOutcome outcome,
        ProviderOutcomeKind? kind,
        string message,
        GatewayErrorKind errorKind)
    {
        // From the body's first byte on the provider may work, and bill. Before that it has seen nothing.
        call.Fail(wasSent: body is { HasStarted: true }, outcome, kind, message);
        return new GatewayError(errorKind, message, ErrorCodes.ModelUnavailable);
    }
}
