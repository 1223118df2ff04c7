using System.Runtime.InteropServices;

namespace Factory.Cli;

/// <summary>
/// Handles Ctrl-C, SIGTERM and SIGHUP: the first signal starts a clean stop, the second ends the process at once.
/// </summary>
internal sealed class SignalHandler : IDisposable
{
    private const string ShowCursor = "\u001b[?25h";

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    // Handlers run on threads of the runtime, and two signals can be handled at the same time.
    private int _count;

    public SignalHandler() =>
        // SIGHUP as well: closing the terminal ends the process otherwise, with a silo that had no time to stop.
        _registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(s =>
            PosixSignalRegistration.Create(s, Handle))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // The runtime would end the process otherwise, before the silo has stopped.
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            _stop.Cancel();
            return;
        }

        // The live display hides the cursor, and Environment.Exit runs none of the code that would show it again.
        if (!Console.IsOutputRedirected)
        {
            Console.Write(ShowCursor);
        }

        Environment.Exit(ExitCodes.Interrupted);
    }
}
