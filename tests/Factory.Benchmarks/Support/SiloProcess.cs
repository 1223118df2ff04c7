using System.Diagnostics;
using System.Text.Json;
using Factory.Benchmarks.Start;

namespace Factory.Benchmarks.Support;

/// <summary>A silo as users start it: <c>factory up</c>, in a process of its own.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private readonly long _began;

    private SiloProcess(Process process, Uri url, long began)
    {
        _process = process;
        _began = began;
        Url = url;
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    public int Id => _process.Id;

    public TimeSpan ProcessorTime => IdleProcess.ProcessorTime(_process);

    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <exception cref="InvalidOperationException">It ended without getting ready.</exception>
    /// <param name="data">Its data folder.</param>
    /// <param name="variables">What its environment has beside this one's.</param>
    public static async Task<SiloProcess> StartAsync(string data, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var start = new ProcessStartInfo(
            Program,
            ["up", "--data", data, "--url", "http://127.0.0.1:0", "--json", "--unsandboxed"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Trace.WriteLine(line.Data);
        process.BeginErrorReadLine();
        try
        {
            var url = await ReadyLineAsync(process);
            return new SiloProcess(process, url, began);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>From the start of the process to a time stamp.</summary>
    public TimeSpan SinceStart(long timestamp) => Stopwatch.GetElapsedTime(_began, timestamp);

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Uri> ReadyLineAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("\"ready\"", StringComparison.Ordinal))
            {
                return new Uri(JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!);
            }
        }

        throw new InvalidOperationException($"'{Program} up' ended without getting ready.");
    }

    /// <summary>The program that this build made, beside this one in the output folder.</summary>
    public static string Program
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(
                here.Parent!.Parent!.FullName,
                "Factory.Cli",
                here.Name,
                OperatingSystem.IsWindows() ? "factory.exe" : "factory");
        }
    }
}
