using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Factory.Deployments.Tests.Local;

/// <summary>A client may send its first line in as many segments as it likes.</summary>
public sealed class Http2PriorKnowledgeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("P", "OST / HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("PRI * HTTP", "/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "\0\0")]
    public async Task Connection_OpeningLineInTwoSegments_IsAnswered(string first, string rest, string answer)
    {
        await using var product = await ForwardedProduct.StartAsync(context => context.Response.WriteAsync("hi"));
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("localhost", product.Url.Port, limit.Token);
        var stream = client.GetStream();

        // The system joins what is sent before the server has read: the rest waits until it has.
        await stream.WriteAsync(Encoding.Latin1.GetBytes(first), limit.Token);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100)))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(rest), limit.Token);

        var buffer = new byte[answer.Length];
        await stream.ReadExactlyAsync(buffer, limit.Token);
        Encoding.Latin1.GetString(buffer).ShouldBe(answer);
    }
}
