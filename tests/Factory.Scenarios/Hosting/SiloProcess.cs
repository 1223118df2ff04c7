using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Factory.Scenarios.Hosting;

/// <summary>A running <c>factory up</c>.</summary>
internal sealed class SiloProcess(Process process, string url, TimeSpan readyAfter) : IAsyncDisposable
{
    private const int Terminate = 15;

    public string Url => url;

    public int Pid => process.Id;

    /// <summary>From the start of the process to its ready line.</summary>
    public TimeSpan ReadyAfter => readyAfter;

    /// <summary>Kills it with SIGKILL, as the kernel does when memory runs out: no handler runs.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Stops it with SIGTERM, as a service manager does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = Signal(process.Id, Terminate);
            try
            {
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }

        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int pid, int signal);
}
