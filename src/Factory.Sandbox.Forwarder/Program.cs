using System.Diagnostics;

namespace Factory.Sandbox.Forwarder;

/// <summary>
/// Runs a program in a sandbox without a network, with ports of its loopback forwarded to Unix sockets of the host:
/// <c>PORT:SECONDS=SOCKET [...] -- PROGRAM [ARGUMENT ...]</c>. A connection waits so many seconds while nothing listens
/// on the socket. Ends with the program's exit code.
/// </summary>
/// <remarks>
/// A program of its own, because nothing that a machine certainly has does this: <c>socat</c> is rarely installed, and
/// coding CLIs take a URL and no socket.
/// </remarks>
internal static class Program
{
    private const int UsageError = 2;

    private static async Task<int> Main(string[] arguments)
    {
        var end = Array.IndexOf(arguments, "--");
        if (end < 1 || end == arguments.Length - 1 || arguments[..end].Select(ForwardedPort.TryParse).Any(p => p is null))
        {
            await Console.Error.WriteLineAsync("Usage: PORT:SECONDS=SOCKET [...] -- PROGRAM [ARGUMENT ...]");
            return UsageError;
        }

        // Listening before the program starts: it may connect at once.
        foreach (var port in arguments[..end].Select(ForwardedPort.TryParse))
        {
            port!.Start();
        }

        // Nothing is redirected, so the program has this process's own input and output.
        using var process = Process.Start(new ProcessStartInfo(arguments[end + 1], arguments[(end + 2)..]))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
