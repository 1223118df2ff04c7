using System.ComponentModel;
using System.Diagnostics;

namespace Factory.Cli.Services;

/// <inheritdoc/>
internal sealed class Systemd : ISystemd
{
    // Exists exactly while systemd is the init of this machine: sd_booted(3).
    private const string Booted = "/run/systemd/system";

    public bool IsRunning => Directory.Exists(Booted);

    public async Task<(int ExitCode, string Output)> RunAsync(
        bool system,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
    {
        IEnumerable<string> scope = system ? [] : ["--user"];
        var start = new ProcessStartInfo(
            "systemctl",
            scope.Concat(arguments))
        { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;

            // Both pipes are read while the process runs: it would block on a full one, and WaitForExit with it.
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await error).Trim());
        }
        catch (Win32Exception e)
        {
            // Process.Start reports a program that is not in PATH, or may not be executed, as a Win32Exception, also on
            // Linux.
            return (-1, $"systemctl cannot be started: {e.Message}");
        }
    }
}
