using System.CommandLine;
using System.Net.Sockets;
using Factory.Cli.Output;
using Microsoft.Extensions.Hosting.Systemd;

namespace Factory.Cli.Commands;

/// <summary><c>factory up</c>: the silo in the foreground until Ctrl-C or SIGTERM.</summary>
internal static class UpCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var url = new Option<string?>("--url") { Description = "Where the API answers; a loopback address. Default: any free port", HelpName = "URL" };
        var unsandboxed = new Option<bool>("--unsandboxed") { Description = "Let commands run without a sandbox when none is installed" };
        var command = new Command("up", "Starts the factory and keeps it up.\n\nExample:\n  factory up --url http://127.0.0.1:7070") { url, unsandboxed };
        return verbs.Handle(command, async (parsed, session) =>
        {
            var options = session.Settings.ToSiloOptions(parsed.GetValue(url), parsed.GetValue(unsandboxed));
            await using var silo = await session.Environment.StartSilo(options, session.Environment.Interrupt);
            session.Output.WriteJson(new { Type = "ready", silo.Url, session.Settings.Data, Pid = Environment.ProcessId });
            session.Output.WriteLine($"factory is up at {silo.Url} (data: {TerminalSanitizer.SingleLine(session.Settings.Data)})");
            Notify(session, $"{ServiceState.Ready}\nSTATUS=Answers at {silo.Url}");
            try
            {
                await silo.WaitForShutdownAsync(session.Environment.Interrupt);
            }
            catch (OperationCanceledException) when (session.Environment.Interrupt.IsCancellationRequested)
            {
                // The usual end.
            }

            Notify(session, $"{ServiceState.Stopping}\nSTATUS=Stopping");
            return ExitCodes.Success;
        });
    }

    // Without a service manager nothing happens. Not by the host's lifetime for systemd: that one speaks before the line above is out, and only below a systemd itself.
    private static void Notify(CommandContext session, string state)
    {
        try
        {
            session.Environment.Notifier.Notify(new ServiceState(state));
        }
        catch (SocketException e)
        {
            session.Environment.Error.WriteLine($"The service manager cannot be notified: {e.Message}");
        }
    }
}
