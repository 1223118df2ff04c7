using System.Diagnostics;

namespace Factory.Storage.Tests;

/// <summary>
/// The helper process of the crash tests, and a measurement to run by hand: <c>dotnet exec Factory.Storage.Tests.dll
/// measure FOLDER</c>.
/// </summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["count-until-killed", var path]:
                await CountUntilKilledAsync(path);
                return 0;
            case ["measure", var path]:
                await MeasureAsync(path);
                return 0;
            default:
                await Console.Error.WriteLineAsync("usage: count-until-killed DATABASE | measure DATABASE");
                return 2;
        }
    }

    /// <summary>Prints a line for each write that was acknowledged: the key and its new count.</summary>
    private static async Task CountUntilKilledAsync(string path)
    {
        await using var store = TestStore.Open(path);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            while (true)
            {
                var state = await store.IncrementAsync($"counter-{w}");
                await output.WriteLineAsync($"counter-{w} {state.State!.Value!.Count}");
            }
        })));
    }

    private static async Task MeasureAsync(string path)
    {
        const int Seconds = 5;
        await using (var store = TestStore.Open(path))
        {
            await RunAsync(store, TimeSpan.FromSeconds(1), plain: true);
            foreach (var plain in new[] { true, false })
            {
                var before = store.Database.Writer.Commits;
                var processor = Environment.CpuUsage.TotalTime;
                var allocated = GC.GetTotalAllocatedBytes();
                var writes = await RunAsync(store, TimeSpan.FromSeconds(Seconds), plain);
                var commits = store.Database.Writer.Commits - before;
                Console.WriteLine($"{(plain ? "state only" : "state, index row, event and outbox message")}: {writes / Seconds:N0} " +
                    $"writes/s, {commits / Seconds:N0} commits/s, "
                    + $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / writes:N0} µs processor time and " +
                        $"{(GC.GetTotalAllocatedBytes() - allocated) / writes:N0} B a write");
            }
        }

        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var store = TestStore.Open(path);
            Console.WriteLine($"open: {watch.Elapsed.TotalMilliseconds:N1} ms");
        }
    }

    private static async Task<long> RunAsync(TestStore store, TimeSpan duration, bool plain)
    {
        var writes = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(w => Task.Run(async () =>
        {
            var key = $"counter-{w}";
            var state = await store.ReadAsync(key);
            while (watch.Elapsed < duration)
            {
                state.State!.Increment(key);
                if (plain)
                {
                    state.State!.AcceptChanges(1, 1);
                }

                await store.WriteAsync(key, state);
                Interlocked.Increment(ref writes);
            }
        })));
        return writes;
    }
}
