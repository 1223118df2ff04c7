using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Factory.Deployments.Local;

/// <summary>
/// Accepts HTTP/2 with prior knowledge on a port without TLS (RFC 9113, 3.3), beside HTTP/1.1. Kestrel in .NET 10
/// chooses the version by TLS alone, so a connection that starts with the HTTP/2 preface gets the feature that TLS
/// would have set. .NET 11 does this itself; then this class can be removed.
/// </summary>
internal static class Http2PriorKnowledge
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n"u8.ToArray();

    /// <summary>
    /// Serves both versions on this endpoint. The scheme stays <c>http</c> only with
    /// <see cref="KestrelServerOptions.AllowAlternateSchemes"/>.
    /// </summary>
    public static void UsePriorKnowledge(this ListenOptions endpoint, TimeProvider time)
    {
        endpoint.Protocols = HttpProtocols.Http1AndHttp2;
        endpoint.Use(next => async connection =>
        {
            // Kestrel's own timeout for a silent connection is not active yet at this point of the pipeline.
            using var limit = new CancellationTokenSource(endpoint.KestrelServerOptions.Limits.KeepAliveTimeout, time);
            if (await OpensHttp2Async(connection, limit.Token))
            {
                var negotiated = new Negotiated();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }

            await next(connection);
        });
    }

    private static async Task<bool> OpensHttp2Async(ConnectionContext connection, CancellationToken limit)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(limit);
            var length = (int)Math.Min(read.Buffer.Length, Preface.Length);
            var matches = BuffersExtensions.ToArray(read.Buffer.Slice(0, length)).AsSpan().SequenceEqual(Preface.AsSpan(0, length));
            var decided = !matches || length == Preface.Length || read.IsCompleted || read.IsCanceled;

            // Nothing is consumed, so that Kestrel sees the preface. Bytes that are marked as examined would not be
            // returned before more arrive.
            input.AdvanceTo(read.Buffer.Start, decided ? read.Buffer.Start : read.Buffer.End);
            if (decided)
            {
                return matches && length == Preface.Length;
            }
        }
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}
