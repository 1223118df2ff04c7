using System.ComponentModel;
using System.Diagnostics;

namespace Factory.Silo.Discovery;

/// <summary>
/// Runs an installed program for its version, without input, with a minimal environment and a time limit.
/// </summary>
internal static class VersionProbe
{
    /// <summary>
    /// The first line of what <c>program --version</c> prints, on standard error when there is none on standard output; null
    /// when it fails or takes too long.
    /// </summary>
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

            // A program that asks for something at its first start sees the end of its input instead of waiting for the
            // limit.
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            var line = await process.StandardOutput.ReadLineAsync(either.Token);

            // Both outputs are read to their end, although only a line is used: a program whose pipe is full blocks.
            await process.StandardOutput.ReadToEndAsync(either.Token);
            var first = string.IsNullOrWhiteSpace(line) ? (await errors).TrimStart().Split('\n')[0] : line;
            await errors;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 && !string.IsNullOrWhiteSpace(first) ? SingleLineText.From(first) : null;
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

        // The environment of the silo has the keys of the providers, which must not reach a program that is only asked
        // for its version.
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "HOME", "LANG" })
        {
            start.Environment[name] = options.GetEnvironmentVariable(name);
        }

        return start;
    }
}
