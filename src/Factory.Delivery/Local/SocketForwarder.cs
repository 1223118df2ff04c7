using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Factory.Delivery.Local;

/// <summary>Hands requests on to a program that listens on a Unix socket, and its answers back, both as streams.</summary>
internal sealed class SocketForwarder : IDisposable
{
    // They belong to one connection, not to the message (RFC 9110, 7.6.1).
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, "Keep-Alive", HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, "Proxy-Connection",
        HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
    };

    private readonly HttpMessageInvoker _invoker;

    /// <summary>A forwarder to a socket.</summary>
    public SocketForwarder(string socket)
    {
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await client.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(client, ownsSocket: true);
                }
                catch
                {
                    client.Dispose();
                    throw;
                }
            },
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>The status of a GET; null when nothing answers.</summary>
    public async Task<int?> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Target(path));
            using var response = await _invoker.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Forwards a request.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        using var request = ToMessage(context);
        HttpResponseMessage response;
        try
        {
            response = await _invoker.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            await context.Response.WriteAsync("The product does not answer; it is being started again.");
            return;
        }

        using (response)
        {
            await AnswerAsync(context, response);
        }
    }

    private static HttpRequestMessage ToMessage(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = raw.StartsWith('/') ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString;
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), Target(target));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            message.Content = new StreamContent(context.Request.Body);
        }

        var named = Named(context.Request.Headers.Connection);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopByHop.Contains(name) && !named.Contains(name) && !message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        message.Headers.Host = context.Request.Host.Value;
        return message;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        var named = Named(response.Headers.TryGetValues(HeaderNames.Connection, out var connection) ? connection.ToArray() : StringValues.Empty);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!HopByHop.Contains(name) && !named.Contains(name))
            {
                context.Response.Headers.Append(name, values.ToArray());
            }
        }

        // Passed on piece by piece, so that events arrive when they are sent.
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static HashSet<string> Named(StringValues connection) =>
        connection.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // As it came: what a path means is the product's to decide.
    private static Uri Target(string target) =>
        new("http://localhost" + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
