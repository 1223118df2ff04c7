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
        var url = new Option<string?>("--url")
        {
            Description = "Where the API answers; a loopback address. Default: the port of the last start, at first any free one",
            HelpName = "URL"
        };
        var unsandboxed = new Option<bool>("--unsandboxed") { Description = "Let commands run without a sandbox when none is installed" };
        var command = new Command(
            "up",
            "Starts the factory in the foreground, until Ctrl-C.\n\nExample:\n  factory up --url http://127.0.0.1:7070")
            {
                url,
                unsandboxed
            };
        return verbs.Handle(command, async (parsed, context) =>
        {
            var options = context.Settings.ToSiloOptions(parsed.GetValue(url), parsed.GetValue(unsandboxed));
            await using var silo = await context.Environment.StartSilo(options, context.Environment.Interrupt);
            context.Output.WriteJson(new { Type = "ready", silo.Url, context.Settings.Data, Pid = Environment.ProcessId });
            context.Output.WriteLine($"factory is up at {silo.Url} (data: {TerminalSanitizer.SingleLine(context.Settings.Data)})");
            if (silo.TakenPort is { } taken)
            {
                context.Output.WriteNote($"Port {taken}, at which this factory answered so far, is taken by another program. Tools with " +
                    "that base URL do not reach it until the port is free and the factory is started again.");
            }

            Notify(context, $"{ServiceState.Ready}\nSTATUS=Listening on {silo.Url}");
            try
            {
                await silo.WaitForShutdownAsync(context.Environment.Interrupt);
            }
            catch (OperationCanceledException) when (context.Environment.Interrupt.IsCancellationRequested)
            {
                // Ctrl-C or SIGTERM: the normal end.
            }

            Notify(context, $"{ServiceState.Stopping}\nSTATUS=Stopping");
            return ExitCodes.Success;
        });
    }

    // Without a service manager this does nothing. UseSystemd of the host is not used: it notifies before the line
    // above is printed, and only when systemd is the parent process.
    private static void Notify(CommandContext context, string state)
    {
        try
        {
            context.Environment.Notifier.Notify(new ServiceState(state));
        }
        catch (SocketException e)
        {
            // NOTIFY_SOCKET may name a socket that is gone, for example in a shell that a service started. The silo
            // works all the same.
            context.Environment.Error.WriteLine($"The service manager cannot be notified: {e.Message}");
        }
    }
}
