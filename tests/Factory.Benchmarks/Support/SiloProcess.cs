using System.Diagnostics;

namespace Factory.Benchmarks.Support;

/// <summary>A silo as users start it: <c>factory up</c>, in a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SiloProcess(Process process, TimeSpan toReady)
    {
        _process = process;
        ToReady = toReady;
    }

    /// <summary>From the start of the process to its ready line.</summary>
    public TimeSpan ToReady { get; }

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <exception cref="InvalidOperationException">It ended without getting ready.</exception>
    public static async Task<SiloProcess> StartAsync(string data)
    {
        var start = new ProcessStartInfo(Program, ["up", "--data", data, "--json", "--unsandboxed"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Trace.WriteLine(line.Data);
        process.BeginErrorReadLine();
        try
        {
            await ReadyLineAsync(process);
            return new SiloProcess(process, Stopwatch.GetElapsedTime(began));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task ReadyLineAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("\"ready\"", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"'{Program} up' ended without getting ready.");
    }

    /// <summary>The program that this build made, beside this one in the output folder.</summary>
    private static string Program
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(here.Parent!.Parent!.FullName, "Factory.Cli", here.Name, OperatingSystem.IsWindows() ? "factory.exe" : "factory");
        }
    }
}
