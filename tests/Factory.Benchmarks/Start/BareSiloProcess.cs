using System.Diagnostics;

namespace Factory.Benchmarks.Start;

/// <summary>The bare silo in a process of its own: this program, told to be one.</summary>
internal sealed class BareSiloProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BareSiloProcess(Process process, TimeSpan toReady) => (_process, ToReady) = (process, toReady);

    public int Id => _process.Id;

    /// <summary>From the start of the process until its first grain call was answered.</summary>
    public TimeSpan ToReady { get; }

    public TimeSpan ProcessorTime => IdleProcess.ProcessorTime(_process);

    public static async Task<BareSiloProcess> StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare-silo"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync();
        return line == BareSilo.Ready
            ? new BareSiloProcess(process, Stopwatch.GetElapsedTime(began))
            : throw new InvalidOperationException($"The bare silo did not start: '{line}'.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
