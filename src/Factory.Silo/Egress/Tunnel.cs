using System.IO.Pipelines;
using System.Net.Sockets;

namespace Factory.Silo.Egress;

/// <summary>Copies bytes between an attempt and a host without opening them.</summary>
internal sealed class Tunnel(EgressOptions options, TimeProvider time)
{
    private const int BufferLength = 32 * 1024;

    /// <summary>Copies until both sides have ended, one has failed, nothing has passed for a while, or the quota is used up.</summary>
    public async Task RunAsync(IDuplexPipe client, Stream host, EgressTraffic traffic, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(options.IdleTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        var up = SendAsync(client.Input, host, bytes => Pass(bytes, traffic.AddSent), stop.Token);
        var down = ReceiveAsync(host, client.Output, bytes => Pass(bytes, traffic.AddReceived), stop.Token);
        try
        {
            // A side that has sent everything may still receive; one that has failed ends both.
            await await Task.WhenAny(up, down);
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or EgressException)
        {
            await stop.CancelAsync();
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (e is EgressException)
            {
                throw;
            }
        }

        void Pass(int bytes, Action<long> count)
        {
            idle.CancelAfter(options.IdleTime);
            count(bytes);
        }
    }

    private static async Task SendAsync(PipeReader client, Stream host, Action<int> pass, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await client.ReadAsync(cancellationToken);
            foreach (var segment in result.Buffer)
            {
                pass(segment.Length);
                await host.WriteAsync(segment, cancellationToken);
            }

            client.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                (host as NetworkStream)?.Socket.Shutdown(SocketShutdown.Send);
                return;
            }
        }
    }

    private static async Task ReceiveAsync(Stream host, PipeWriter client, Action<int> pass, CancellationToken cancellationToken)
    {
        for (int read; (read = await host.ReadAsync(client.GetMemory(BufferLength), cancellationToken)) > 0;)
        {
            pass(read);
            client.Advance(read);
            if ((await client.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }
        }

        await client.CompleteAsync();
    }
}
