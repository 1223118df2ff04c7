using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Factory.Domain.Egress;
using Factory.Domain.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Silo.Egress;

/// <summary>Forwards the requests of an attempt that the proxy can read: plain ones, and those of opened connections.</summary>
internal sealed class EgressForwarder : IDisposable
{
    private const string AnyDestination = "http://egress.invalid";

    private readonly EgressContext _egress;
    private readonly IHttpForwarder _forwarder;
    private readonly TimeProvider _time;
    private readonly ForwarderRequestConfig _config;
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Creates a forwarder.</summary>
    public EgressForwarder(
        EgressContext egress,
        EgressConnector connector,
        IHttpForwarder forwarder,
        EgressOptions options,
        TimeProvider time)
    {
        (_egress, _forwarder, _time) = (egress, forwarder, time);
        _config = new ForwarderRequestConfig
        {
            ActivityTimeout = options.IdleTime,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _invoker = new HttpMessageInvoker(CreateHandler(connector, options));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _egress.Journal.Close();
        _invoker.Dispose();
    }

    /// <summary>Carries out a request, or refuses it with a text that says why.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var started = _time.GetTimestamp();
        var traffic = new EgressTraffic(_egress.Quota);
        var (host, port) = ("-", 0);
        IReadOnlyList<(HostSecret Secret, string Value)> secrets = [];
        EgressException? refusal = null;
        try
        {
            var (named, namedPort, path) = ReadTarget(context);
            var decision = _egress.Policy.Decide(named, namedPort);
            (host, port) = (decision.Host, namedPort);
            if (decision.Refusal is not null)
            {
                throw EgressException.Refused(decision.Refusal);
            }

            _egress.Quota.EnsureSome();
            var isOpened = context.Features.Get<OpenedConnection>() is not null;
            secrets = isOpened ? _egress.Secrets.For(host, port) : [];
            await ForwardAsync(context, new EgressTarget(host, port, path, isOpened), secrets, traffic);
        }
        catch (EgressException e)
        {
            refusal = e;
            await WriteAsync(context, e);
        }

        _egress.Record(
            EgressPolicy.Shown(context.Request.Method),
            host,
            port,
            refusal?.Message,
            traffic,
            _time.GetElapsedTime(started),
            [.. secrets.Select(s => s.Secret.Name)]);
    }

    private async Task ForwardAsync(
        HttpContext context,
        EgressTarget target,
        IReadOnlyList<(HostSecret Secret, string Value)> secrets,
        EgressTraffic traffic)
    {
        // Without it the forwarder would switch the connection to another protocol, which nobody counts or searches.
        context.Request.Headers.Upgrade = default;
        context.Request.Body = new MeteredStream(context.Request.Body, traffic, mask: null);
        var mask = secrets.Count == 0 ? null : new SecretMask(secrets.Select(s => s.Value));
        var body = new MeteredStream(context.Response.Body, traffic, mask);
        context.Response.Body = body;
        var error = await _forwarder.SendAsync(
            context,
            AnyDestination,
            _invoker,
            _config,
            new EgressTransformer(target, secrets),
            context.RequestAborted);
        if (error == ForwarderError.None)
        {
            await body.CompleteAsync(context.RequestAborted);
            return;
        }

        var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        throw EgressException.FindIn(cause) ?? EgressException.Unreachable(
            cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? $"The certificate of {target.Host} is not valid."
                : $"{target.Host} did not answer as a server does ({error}).");
    }

    private static (string Host, int Port, string PathAndQuery) ReadTarget(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (context.Features.Get<OpenedConnection>() is not { } opened)
        {
            return EgressTarget.ReadAbsolute(raw);
        }

        // A host behind the same address would get the secret of this one.
        var named = context.Request.Host;
        if (!EgressHost.TryRead(named.Host, out var host) || host != opened.Host || (named.Port ?? EgressRule.HttpsPort) != opened.Port)
        {
            throw new EgressException(
                StatusCodes.Status421MisdirectedRequest,
                $"The connection was made to {opened.Host}, and the request names another host.");
        }

        return raw.StartsWith('/')
            ? (opened.Host, opened.Port, raw)
            : throw EgressException.Malformed("The request line must have a path.");
    }

    private static async Task WriteAsync(HttpContext context, EgressException refusal)
    {
        if (context.Response.HasStarted)
        {
            // A part of a response must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Headers.Clear();
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.Connection = "close";
        await context.Response.WriteAsync(EgressContext.Explain(refusal), context.RequestAborted);
    }

    private static SocketsHttpHandler CreateHandler(EgressConnector connector, EgressOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = options.MaxConnections,
        ConnectCallback = async (context, cancellationToken) =>
            await connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
        SslOptions = options.TrustedRoots is { } roots
            ? new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(roots) }
            : new SslClientAuthenticationOptions(),
    };

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
