using System.ComponentModel;
using System.Diagnostics;

namespace Factory.Silo.Discovery;

/// <summary>
/// Runs an installed program for its version, without input, with a minimal environment and a time limit.
/// </summary>
internal static class VersionProbe
{
    /// <summary>The first line of what <c>program --version</c> prints; null when it fails or takes too long.</summary>
    public static async Task<string?> ReadVersionAsync(
        string program,
        DiscoveryOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.VersionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = new Process { StartInfo = StartInfo(program, options) };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            var line = await process.StandardOutput.ReadLineAsync(either.Token);
            await process.StandardOutput.ReadToEndAsync(either.Token);
            await errors;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 && !string.IsNullOrWhiteSpace(line) ? SingleLineText.From(line) : null;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static ProcessStartInfo StartInfo(string program, DiscoveryOptions options)
    {
        var start = new ProcessStartInfo(program, ["--version"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "HOME", "LANG" })
        {
            start.Environment[name] = options.GetEnvironmentVariable(name);
        }

        return start;
    }
}
