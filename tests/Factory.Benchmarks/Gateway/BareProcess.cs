using System.Diagnostics;

namespace Factory.Benchmarks.Gateway;

/// <summary>The bare pass-through in a process of its own: this program, told to be one.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private readonly Process _process;

    private BareProcess(Process process, Uri url)
    {
        _process = process;
        Target = new Target("bare pass-through", new Uri(url, "/v1/chat/completions"), []);
    }

    public Target Target { get; }

    public static async Task<BareProcess> StartAsync(Uri upstream)
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            ["bare-pass-through", upstream.ToString()])
        { RedirectStandardOutput = true })!;
        var url = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("the bare pass-through did not start");
        return new BareProcess(process, new Uri(url));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
