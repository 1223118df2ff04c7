using Factory.Contracts.Errors;
using Factory.Domain.Keys;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;
using Factory.Gateway.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Gateway;

/// <summary>
/// The entry of the gateway: matches the path and checks origin, key, body and model. A request that fails a check is
/// rejected here, in the form of the client's API, before anything is spent.
/// </summary>
internal sealed partial class GatewayMiddleware(
    IVirtualKeyStore keys,
    ModelDirectory models,
    CallForwarder calls,
    GatewayTelemetry telemetry,
    RequestMemoryLimiter memory,
    IOptions<GatewayOptions> options,
    ILogger<GatewayMiddleware> log)
{
    /// <summary>Answers one request. Does not throw unless the response has started.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="path">What follows the gateway's own prefix.</param>
    /// <param name="foreign">Why the request comes from somewhere that may not use this silo; null when it may.</param>
    public async Task InvokeAsync(HttpContext context, string path, Problem? foreign)
    {
        var route = GatewayRoutes.Match(path, context.Request);
        GatewayError? error;
        try
        {
            error = foreign is null ? await AuthorizeAsync(context, route) : GatewayError.From(GatewayErrorKind.ForbiddenOrigin, foreign);
        }
        catch (RequestRejectedException e)
        {
            error = new GatewayError(GatewayErrorKind.BadRequest, e.Message, ErrorCodes.InvalidRequest);
        }
        catch (InvalidDataException)
        {
            error = new GatewayError(
                GatewayErrorKind.BadRequest,
                "The body is not compressed as its Content-Encoding states, or it is incomplete.",
                ErrorCodes.InvalidRequest);
        }
        catch (RequestMemoryExceededException e)
        {
            error = new GatewayError(GatewayErrorKind.Overloaded, e.Message, RetryAfter: TimeSpan.FromSeconds(1));
        }
        catch (BadHttpRequestException e)
        {
            error = new GatewayError(
                e.StatusCode == StatusCodes.Status413PayloadTooLarge ? GatewayErrorKind.RequestTooLarge : GatewayErrorKind.BadRequest,
                "The request's body could not be read.",
                ErrorCodes.InvalidRequest);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected before its call went out. Nothing was spent, and no one is left to answer.
            return;
        }
        // Once the response has started, only Kestrel can still tell the client that it is incomplete: it aborts the
        // connection.
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailure(log, path, e);
            error = new GatewayError(
                GatewayErrorKind.InternalError,
                "The gateway failed unexpectedly. The silo's log has the details.",
                ErrorCodes.Internal);
        }

        if (error is not null && !context.Response.HasStarted)
        {
            telemetry.RecordError(error.Kind);
            await ErrorResponse.WriteAsync(context, route.Format.ModelApi, error);
        }
    }

    private async Task<GatewayError?> AuthorizeAsync(HttpContext context, GatewayRoute route)
    {
        if (route.Operation == GatewayOperation.Ping
            && (HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsGet(context.Request.Method)))
        {
            return null;
        }

        if (route.Operation is GatewayOperation.Unknown or GatewayOperation.Ping)
        {
            return new GatewayError(
                GatewayErrorKind.NotFound,
                "The gateway has no such path. docs/reference/gateway.md lists its paths.",
                ErrorCodes.NotFound);
        }

        var isAboutModels = route.Operation is GatewayOperation.ListModels or GatewayOperation.GetModel;
        var needed = isAboutModels ? HttpMethods.Get : HttpMethods.Post;
        if (context.Request.Method != needed)
        {
            return new GatewayError(GatewayErrorKind.MethodNotAllowed, $"This path requires {needed}.", ErrorCodes.InvalidRequest);
        }

        var lookup = VirtualKeyReader.Read(context.Request) is { } key
            ? keys.Find(key)
            : new KeyLookup(
                null,
                [],
                new Problem(ErrorCodes.KeyUnknown, "The request has no key.", "Send a key of this factory: factory key create."));
        if (lookup.Principal is null)
        {
            return GatewayError.From(
                GatewayErrorKind.InvalidKey,
                lookup.Problem ?? new Problem(ErrorCodes.KeyUnknown, "The key is not known here."));
        }

        return isAboutModels ? await DescribeModelsAsync(context, route, lookup) : await CallModelAsync(context, route, lookup);
    }

    private async Task<GatewayError?> DescribeModelsAsync(HttpContext context, GatewayRoute route, KeyLookup key)
    {
        var list = new ModelListResponse(context.Response, route.Format, models.ListAllowed(key.Models));
        if (route.Operation == GatewayOperation.ListModels)
        {
            await list.WriteAllAsync(ModelPage.Read(context.Request.Query));
            return null;
        }

        return await list.TryWriteOneAsync(route.Model!)
            ? null
            : new GatewayError(
                GatewayErrorKind.NotFound,
                $"No model '{route.Model}' is available to this key. GET /gateway/v1/models lists the names.",
                ErrorCodes.NotFound);
    }

    private async Task<GatewayError?> CallModelAsync(HttpContext context, GatewayRoute route, KeyLookup key)
    {
        if (!BodyEncoding.IsSupported(context.Request))
        {
            return UnsupportedEncoding();
        }

        using var body = await RequestBody.ReadAsync(context, memory, options.Value.MaxRequestBytes, context.RequestAborted);
        if (body is null)
        {
            return TooLarge(options.Value.MaxRequestBytes);
        }

        // Gemini decides by the path whether to stream, all others in the body.
        var inspection = RequestInspector.Inspect(body.Span, route.Format.ModelApi);
        inspection.Stream = route.Stream ?? inspection.Stream;
        var name = route.Model ?? inspection.Model!;
        var (candidates, error) = models.Find(
            route.Format,
            name,
            key.Models,
            inspection,
            nativeOnly: route.Operation == GatewayOperation.CountTokens || !route.Format.HasOutput);
        if (error is not null)
        {
            // The model exists, but its provider cannot count. Clients count before every call and would fail without a
            // number.
            if (route.Operation == GatewayOperation.CountTokens && error.Kind == GatewayErrorKind.BadRequest)
            {
                await TokenCountEstimate.WriteAsync(context.Response, route.Format, body.Length);
                return null;
            }

            return error;
        }

        (candidates, error) = CandidateRules.Apply(candidates, inspection);
        if (error is not null)
        {
            return error;
        }

        // Kestrel aborts responses that are read too slowly. An agent that runs a tool while the model streams may
        // pause for minutes.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        await calls.RunAsync(context, new CallRequest(route.Format, inspection, body, key.Principal!, name, route.AsJsonArray), candidates);
        return null;
    }

    private static GatewayError UnsupportedEncoding() => new(
        GatewayErrorKind.UnsupportedEncoding,
        $"The gateway does not support this Content-Encoding: compress the body with {BodyEncoding.SupportedNames}, or send it "
            + "uncompressed.",
        ErrorCodes.InvalidRequest);

    private static GatewayError TooLarge(long limit) => new(
        GatewayErrorKind.RequestTooLarge,
        $"The body is longer than {limit / (1024 * 1024)} MiB.",
        ErrorCodes.InvalidRequest);
}
