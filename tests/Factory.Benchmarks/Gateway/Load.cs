using System.Diagnostics;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Gateway;

/// <summary>The ways in which a target is asked.</summary>
internal static class Load
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <summary>So many callers, each waiting for its answer before it asks again; calls a second.</summary>
    public static async Task<double> ClosedLoopAsync(Target target, byte[] body, int connections)
    {
        var open = await OpenAsync(target, body, connections);
        try
        {
            await DriveAsync(open, WarmUp);
            return await DriveAsync(open, Duration) / Duration.TotalSeconds;
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
    }

    /// <summary>One caller; how long each call took, in milliseconds.</summary>
    public static async Task<double[]> SequentialAsync(Target target, byte[] body)
    {
        using var connection = await LoadConnection.OpenAsync(target, target.Request(body));
        await DriveAsync([connection], WarmUp);
        var times = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Duration;)
        {
            var call = Stopwatch.GetTimestamp();
            await connection.CallAsync();
            times.Add(Stopwatch.GetElapsedTime(call).TotalMilliseconds);
        }

        return [.. times];
    }

    /// <summary>
    /// Calls at a fixed rate whether or not earlier ones have ended; milliseconds from when each was due, so that a
    /// stall counts for all who wait behind it.
    /// </summary>
    public static async Task<double[]> OpenLoopAsync(Target target, byte[] body, int perSecond)
    {
        const int connections = 64;
        var open = await OpenAsync(target, body, connections);
        try
        {
            await DriveAsync(open, WarmUp);
            return await PaceAsync(new Queue<LoadConnection>(open), perSecond);
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
    }

    // The timer ticks each millisecond; a tick sends what has become due since the last one.
    private static async Task<double[]> PaceAsync(Queue<LoadConnection> idle, int perSecond)
    {
        var times = new double[(int)(Duration.TotalSeconds * perSecond)];
        var calls = new List<Task>(times.Length);
        using var free = new SemaphoreSlim(idle.Count);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var began = Stopwatch.GetTimestamp();
        while (calls.Count < times.Length && await tick.WaitForNextTickAsync())
        {
            var now = Stopwatch.GetElapsedTime(began);
            var due = Math.Min(times.Length, (int)(now.TotalSeconds * perSecond));
            while (calls.Count < due)
            {
                calls.Add(CallAsync(calls.Count, now));
            }
        }

        await Task.WhenAll(calls);
        return times;

        async Task CallAsync(int n, TimeSpan due)
        {
            await free.WaitAsync();
            LoadConnection connection;
            lock (idle)
            {
                connection = idle.Dequeue();
            }

            await connection.CallAsync();
            times[n] = (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds;
            lock (idle)
            {
                idle.Enqueue(connection);
            }

            free.Release();
        }
    }

    private static async Task<List<LoadConnection>> OpenAsync(Target target, byte[] body, int connections)
    {
        var request = target.Request(body);
        var open = new List<LoadConnection>();
        for (var n = 0; n < connections; n++)
        {
            open.Add(await LoadConnection.OpenAsync(target, request));
        }

        return open;
    }

    private static async Task<long> DriveAsync(List<LoadConnection> connections, TimeSpan duration)
    {
        long calls = 0;
        var began = Stopwatch.GetTimestamp();
        await Callers.RunAsync(connections.Count, async caller =>
        {
            var mine = 0L;
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                await connections[caller].CallAsync();
                mine++;
            }

            Interlocked.Add(ref calls, mine);
        });
        return calls;
    }
}
