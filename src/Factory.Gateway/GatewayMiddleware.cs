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

/// <summary>Where calls come in: address, origin, key, body, model. What is not right is refused here, in the caller's own protocol, before anything is spent.</summary>
internal sealed partial class GatewayMiddleware(IVirtualKeyStore keys, ModelDirectory models, CallPipeline calls, GatewayTelemetry telemetry, RequestMemoryLimiter memory, IOptions<GatewayOptions> options, ILogger<GatewayMiddleware> log)
{
    /// <summary>Answers one request.</summary>
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
            error = new GatewayError(GatewayErrorKind.BadRequest, "The body is not compressed as its Content-Encoding says, or it breaks off.", ErrorCodes.InvalidRequest);
        }
        catch (RequestMemoryExceededException e)
        {
            error = new GatewayError(GatewayErrorKind.Overloaded, e.Message, RetryAfter: TimeSpan.FromSeconds(1));
        }
        catch (BadHttpRequestException e)
        {
            error = new GatewayError(e.StatusCode == StatusCodes.Status413PayloadTooLarge ? GatewayErrorKind.RequestTooLarge : GatewayErrorKind.BadRequest, "The request's body could not be read.", ErrorCodes.InvalidRequest);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailure(log, path, e);
            error = new GatewayError(GatewayErrorKind.InternalError, "The gateway made a mistake; the silo's log has more.", ErrorCodes.Internal);
        }

        if (error is not null && !context.Response.HasStarted)
        {
            telemetry.RecordError(error.Kind);
            await ErrorResponse.WriteAsync(context, route.Format.ModelApi, error);
        }
    }

    private async Task<GatewayError?> AuthorizeAsync(HttpContext context, GatewayRoute route)
    {
        if (route.Operation == GatewayOperation.Ping && (HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsGet(context.Request.Method)))
        {
            return null;
        }

        if (route.Operation is GatewayOperation.Unknown or GatewayOperation.Ping)
        {
            return new GatewayError(GatewayErrorKind.NotFound, "There is nothing at this address. docs/reference/gateway.md lists the gateway's addresses.", ErrorCodes.NotFound);
        }

        var needed = route.Operation == GatewayOperation.ListModels ? HttpMethods.Get : HttpMethods.Post;
        if (context.Request.Method != needed)
        {
            return new GatewayError(GatewayErrorKind.MethodNotAllowed, $"This address takes {needed} only.", ErrorCodes.InvalidRequest);
        }

        var lookup = VirtualKeyReader.Read(context.Request) is { } key ? keys.Find(key) : new KeyLookup(null, [], new Problem(ErrorCodes.KeyUnknown, "The request carries no key.", "Send a key of this factory: factory key create."));
        if (lookup.Principal is null)
        {
            return GatewayError.From(GatewayErrorKind.InvalidKey, lookup.Problem ?? new Problem(ErrorCodes.KeyUnknown, "The key is not known here."));
        }

        if (route.Operation == GatewayOperation.ListModels)
        {
            await ModelListResponse.WriteAsync(context.Response, route.Format, models.ListAllowed(lookup.Models));
            return null;
        }

        return await CallModelAsync(context, route, lookup);
    }

    private async Task<GatewayError?> CallModelAsync(HttpContext context, GatewayRoute route, KeyLookup key)
    {
        if (!BodyEncoding.IsSupported(context.Request))
        {
            return new GatewayError(GatewayErrorKind.UnsupportedEncoding, $"The gateway cannot unpack this body: send it compressed with {BodyEncoding.SupportedNames}, or as it is.", ErrorCodes.InvalidRequest);
        }

        using var body = await RequestBody.ReadAsync(context, memory, options.Value.MaxRequestBytes, context.RequestAborted);
        if (body is null)
        {
            return new GatewayError(GatewayErrorKind.RequestTooLarge, $"The body is longer than {options.Value.MaxRequestBytes / (1024 * 1024)} MiB.", ErrorCodes.InvalidRequest);
        }

        var inspection = RequestInspector.Inspect(body.Span, route.Format.ModelApi);
        inspection.Stream = route.Stream ?? inspection.Stream;
        var name = route.Model ?? inspection.Model!;
        var (candidates, error) = models.Find(route.Format, name, key.Models, inspection, nativeOnly: route.Operation == GatewayOperation.CountTokens || !route.Format.HasOutput);
        if (error is not null)
        {
            if (route.Operation == GatewayOperation.CountTokens && error.Kind == GatewayErrorKind.BadRequest)
            {
                await TokenCountEstimate.WriteAsync(context.Response, route.Format, body.Length);
                return null;
            }

            return error;
        }

        // A client that reads slowly must not lose its stream.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        await calls.RunAsync(context, new CallRequest(route.Format, inspection, body, key.Principal!, name, route.AsJsonArray), candidates);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway failed at {Path}")]
    private static partial void LogFailure(ILogger log, string path, Exception e);
}
