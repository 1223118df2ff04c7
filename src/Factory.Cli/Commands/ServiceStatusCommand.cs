using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory service status</c>.</summary>
internal static class ServiceStatusCommand
{
    private const string Description = """
        Whether the service is installed and running. Looks at the data folder that the installed unit names.

        Examples:
          factory service status
          factory service status --system
        """;

    public static Command Create(CommandRunner commands)
    {
        var scope = new ServiceScope();
        return commands.Handle(new Command("status", Description) { scope.User, scope.System }, async (parsed, context) =>
        {
            var status = await ReadAsync(context, scope.IsSystem(parsed, context));
            context.Output.WriteJson(new
            {
                Type = "service-status",
                status.Installed,
                status.UnitFile,
                status.Active,
                status.Enabled,
                status.Silo?.Silo.Url,
                status.Silo?.Silo.Pid,
                status.Starting,
                status.Data
            });
            Show(status, context);
            return status.Active == "active" || (!context.Environment.Systemd.IsRunning && status.Silo is not null)
                ? ExitCodes.Success
                : status.Installed ? ExitCodes.Unreachable : ExitCodes.NotFound;
        });
    }

    private static async Task<Status> ReadAsync(CommandContext context, bool system)
    {
        var unit = ServicePlanner.UnitFile(system, context.Environment);
        var installed = File.Exists(unit);

        // The unit decides which folder the service uses, whatever the options and variables of this shell say.
        var data = (installed ? ServiceFiles.ReadDataFolder(unit) : null) ?? ServicePlanner.DataFolder(system, context);
        var (active, enabled) = context.Environment.Systemd.IsRunning
            ? (await ServiceScope.QuerySystemdAsync(context, system, "is-active"),
                await ServiceScope.QuerySystemdAsync(context, system, "is-enabled"))
            : ("unknown", "unknown");
        var (silo, starting) = await FindSiloAsync(data, context);
        return new Status(system, unit, installed, data, active, enabled, silo, starting);
    }

    private static async Task<(LocatedSilo? Silo, bool Starting)> FindSiloAsync(string data, CommandContext context)
    {
        try
        {
            return (await SiloLocator.FindAsync(data, TimeSpan.Zero, context.Environment.Time, context.Environment.Interrupt), false);
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.DataFolderLocked)
        {
            return (null, true);
        }
        catch (FactoryException e) when (e.Code is ErrorCodes.DataUnusable or ErrorCodes.AccessTokenInvalid)
        {
            // The folder of a system service belongs to its account: what systemd says is still worth printing.
            return (null, false);
        }
    }

    private static void Show(Status status, CommandContext context)
    {
        var output = context.Output;
        var hasSystemd = context.Environment.Systemd.IsRunning;
        output.WriteLine($"unit     {TerminalSanitizer.SingleLine(status.UnitFile)}{(status.Installed ? "" : " (not installed)")}");
        output.WriteLine($"systemd  {(hasSystemd ? $"{status.Active}, {status.Enabled}" : "does not run on this machine")}");
        output.WriteLine($"factory  {Describe(status)} (data: {TerminalSanitizer.SingleLine(status.Data)})");
        var data = status.Data == context.Settings.Data ? context.Settings.DataOption : $" --data {ShellQuoting.Quote(status.Data)}";
        output.WriteLine($"logs     factory logs{data}" +
            (hasSystemd && status.Installed ? $", and its start: journalctl {ServiceScope.Flag(status.System)}-u {ServicePlan.Unit}" : ""));
        output.WriteLine(status.Installed
            ? $"restart  systemctl {ServiceScope.Flag(status.System)}restart {ServicePlan.Unit}"
            : $"install  factory service install {(status.System ? "--system" : "--user")}");
    }

    private static string Describe(Status status) => status switch
    {
        { Silo.Silo: { } silo } => $"is up at {silo.Url}, pid {silo.Pid}",
        { Starting: true } => "is starting",
        _ => "is down",
    };

    /// <summary>What was found out about the service.</summary>
    private sealed record Status(
        bool System,
        string UnitFile,
        bool Installed,
        string Data,
        string Active,
        string Enabled,
        LocatedSilo? Silo,
        bool Starting);
}
