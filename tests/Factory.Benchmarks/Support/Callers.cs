using System.Diagnostics;

namespace Factory.Benchmarks.Support;

/// <summary>Callers that work at the same time.</summary>
internal static class Callers
{
    /// <summary>Runs the work of all callers; returns how long it took.</summary>
    public static async Task<TimeSpan> RunAsync(int callers, Func<int, Task> work)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            await start.Task;
            await work(caller);
        })).ToArray();
        var watch = Stopwatch.StartNew();
        start.SetResult();
        await Task.WhenAll(all);
        return watch.Elapsed;
    }
}
