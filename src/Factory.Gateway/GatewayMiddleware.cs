using Factory.Contracts.Errors;
using Factory.Domain.Keys;
using Factory.Gateway.Apis;
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
internal sealed partial class GatewayMiddleware(IVirtualKeyStore keys, ModelDirectory models, CallPipeline calls, GatewayTelemetry telemetry, RequestMemoryLimiter held, IOptions<GatewayOptions> options, ILogger<GatewayMiddleware> log)
{
    /// <summary>Answers one request.</summary>
    /// <param name="path">What follows the gateway's own prefix.</param>
    /// <param name="foreign">Why the request comes from somewhere that may not use this silo; null when it may.</param>
    public async Task AnswerAsync(HttpContext context, string path, Problem? foreign)
    {
        var address = GatewayRoutes.Find(path, context.Request);
        GatewayError? refusal;
        try
        {
            refusal = foreign is null ? await AdmitAsync(context, address) : GatewayError.Of(GatewayErrorKind.Origin, foreign);
        }
        catch (RequestRejectedException e)
        {
            refusal = new GatewayError(GatewayErrorKind.BadRequest, e.Message, ErrorCodes.InvalidRequest);
        }
        catch (InvalidDataException)
        {
            refusal = new GatewayError(GatewayErrorKind.BadRequest, "The body is not compressed as its Content-Encoding says, or it breaks off.", ErrorCodes.InvalidRequest);
        }
        catch (RequestMemoryExceeded e)
        {
            refusal = new GatewayError(GatewayErrorKind.Overloaded, e.Message, RetryAfter: TimeSpan.FromSeconds(1));
        }
        catch (BadHttpRequestException e)
        {
            refusal = new GatewayError(e.StatusCode == StatusCodes.Status413PayloadTooLarge ? GatewayErrorKind.TooLarge : GatewayErrorKind.BadRequest, "The request's body could not be read.", ErrorCodes.InvalidRequest);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailure(log, path, e);
            refusal = new GatewayError(GatewayErrorKind.Internal, "The gateway made a mistake; the silo's log has more.", ErrorCodes.Internal);
        }

        if (refusal is not null && !context.Response.HasStarted)
        {
            telemetry.Refused(refusal.Kind);
            await ErrorResponse.WriteAsync(context, address.Surface.Errors, refusal);
        }
    }

    private async Task<GatewayError?> AdmitAsync(HttpContext context, GatewayRoute address)
    {
        if (address.Wish == GatewayOperation.Hello && (HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsGet(context.Request.Method)))
        {
            return null;
        }

        if (address.Wish is GatewayOperation.Nothing or GatewayOperation.Hello)
        {
            return new GatewayError(GatewayErrorKind.NotFound, "There is nothing at this address. docs/reference/gateway.md lists the gateway's addresses.", ErrorCodes.NotFound);
        }

        var needed = address.Wish == GatewayOperation.Models ? HttpMethods.Get : HttpMethods.Post;
        if (context.Request.Method != needed)
        {
            return new GatewayError(GatewayErrorKind.Method, $"This address takes {needed} only.", ErrorCodes.InvalidRequest);
        }

        var lookup = VirtualKeyReader.Find(context.Request) is { } key ? keys.Find(key) : new KeyLookup(null, [], new Problem(ErrorCodes.KeyUnknown, "The request carries no key.", "Send a key of this factory: factory key create."));
        if (lookup.Spender is null)
        {
            return GatewayError.Of(GatewayErrorKind.Key, lookup.Problem ?? new Problem(ErrorCodes.KeyUnknown, "The key is not known here."));
        }

        if (address.Wish == GatewayOperation.Models)
        {
            await ModelList.WriteAsync(context.Response, address.Surface, models.Open(lookup.Models));
            return null;
        }

        return await CallAsync(context, address, lookup);
    }

    private async Task<GatewayError?> CallAsync(HttpContext context, GatewayRoute address, KeyLookup key)
    {
        if (!BodyEncoding.IsKnown(context.Request))
        {
            return new GatewayError(GatewayErrorKind.Compressed, $"The gateway cannot unpack this body: send it compressed with {BodyEncoding.Known}, or as it is.", ErrorCodes.InvalidRequest);
        }

        using var body = await BodyBuffer.ReadAsync(context, held, options.Value.MaxRequestBytes, context.RequestAborted);
        if (body is null)
        {
            return new GatewayError(GatewayErrorKind.TooLarge, $"The body is longer than {options.Value.MaxRequestBytes / (1024 * 1024)} MiB.", ErrorCodes.InvalidRequest);
        }

        var facts = RequestInspector.Read(body.Span, address.Surface.Protocol);
        facts.Stream = address.Stream ?? facts.Stream;
        var name = address.Model ?? facts.Model!;
        var (candidates, refusal) = models.Find(address.Surface, name, key.Models, facts, nativeOnly: address.Wish == GatewayOperation.Count || !address.Surface.HasOutput);
        if (refusal is not null)
        {
            if (address.Wish == GatewayOperation.Count && refusal.Kind == GatewayErrorKind.BadRequest)
            {
                await TokenEstimate.WriteAsync(context.Response, address.Surface, body.Length);
                return null;
            }

            return refusal;
        }

        // A client that reads slowly must not lose its stream.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        await calls.RunAsync(context, new CallRequest(address.Surface, facts, body, key.Spender!, name, address.AsList), candidates);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway failed at {Path}")]
    private static partial void LogFailure(ILogger log, string path, Exception e);
}
