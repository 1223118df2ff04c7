using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Factory.Domain.Egress;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Factory.Silo.Egress;

/// <summary>
/// Carries out CONNECT on the connections of an attempt: tunnels them, or opens those to hosts that secrets are sent to and
/// leaves their requests to the HTTP server, as it does with connections without CONNECT.
/// </summary>
internal sealed class ConnectMiddleware(
    EgressContext egress,
    EgressConnector connector,
    AttemptCertificates? certificates,
    EgressOptions options,
    TimeProvider time)
{
    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    /// <summary>Handles a connection to its end.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            var head = await ReadHeadAsync(connection);
            await (head is null ? next(connection) : ConnectAsync(connection, head, next));
        }
        catch (EgressException e)
        {
            egress.Record("CONNECT", EgressPolicy.Shown("-"), 0, e.Message);
            await RefuseAsync(connection, e);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client has gone, sends nothing, or does not trust the certificate, which its own message says.
            connection.Abort();
        }
    }

    private async Task<ConnectRequest?> ReadHeadAsync(ConnectionContext connection)
    {
        using var limit = new CancellationTokenSource(options.HeadTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, limit.Token);
        return await ConnectRequest.ReadAsync(connection.Transport.Input, either.Token);
    }

    private async Task ConnectAsync(ConnectionContext connection, ConnectRequest head, ConnectionDelegate next)
    {
        var decision = egress.Policy.Decide(head.Host, head.Port);
        var started = time.GetTimestamp();
        var traffic = new EgressTraffic(egress.Quota);
        string? refusal = null;
        try
        {
            if (decision.Refusal is not null)
            {
                throw EgressException.Refused(decision.Refusal);
            }

            egress.Quota.EnsureSome();
            if (certificates is not null && egress.Secrets.For(decision.Host, head.Port).Count > 0)
            {
                await OpenAsync(connection, new OpenedConnection(decision.Host, head.Port), certificates, next);
                return;
            }

            await using var host = await connector.ConnectAsync(decision.Host, head.Port, connection.ConnectionClosed);
            await connection.Transport.Output.WriteAsync(Established, connection.ConnectionClosed);
            await new Tunnel(options, time).RunAsync(connection.Transport, host, traffic, connection.ConnectionClosed);
        }
        catch (EgressException e)
        {
            refusal = e.Message;
            await (traffic.Sent + traffic.Received == 0 ? RefuseAsync(connection, e) : AbortAsync(connection));
        }

        egress.Record("CONNECT", decision.Host, head.Port, refusal, traffic, time.GetElapsedTime(started));
    }

    // Its requests are recorded one by one.
    private async Task OpenAsync(
        ConnectionContext connection,
        OpenedConnection opened,
        AttemptCertificates issuer,
        ConnectionDelegate next)
    {
        var transport = connection.Transport;
        await transport.Output.WriteAsync(Established, connection.ConnectionClosed);
        await using var tls = new SslStream(new TransportStream(transport), leaveInnerStreamOpen: true);
        using (var limit = new CancellationTokenSource(options.HeadTime, time))
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = issuer.For(opened.Host),
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                limit.Token);
        }

        try
        {
            connection.Features.Set(opened);
            connection.Transport = new DuplexPipe(PipeReader.Create(tls), PipeWriter.Create(tls));
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private static Task AbortAsync(ConnectionContext connection)
    {
        connection.Abort();
        return Task.CompletedTask;
    }

    private static async Task RefuseAsync(ConnectionContext connection, EgressException refusal)
    {
        var text = Encoding.UTF8.GetBytes(EgressContext.Explain(refusal));
        var reason = ReasonPhrases.GetReasonPhrase(refusal.Status);
        var head = $"HTTP/1.1 {refusal.Status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {text.Length}\r\n"
            + "Connection: close\r\n\r\n";
        await connection.Transport.Output.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. text]);
        await connection.Transport.Output.CompleteAsync();
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
