using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;

namespace Factory.Cli.Commands;

/// <summary><c>factory service install|status|uninstall</c>.</summary>
internal static class ServiceCommand
{
    public static Command Create(CommandRunner commands) =>
        new("service", "Runs the factory as a systemd service.\n\nExample:\n  factory service status")
    {
        ServiceInstallCommand.Create(commands),
        ServiceStatusCommand.Create(commands),
        Uninstall(commands),
    };

    private static Command Uninstall(CommandRunner commands)
    {
        var scope = new ServiceScope();
        return commands.Handle(
            new Command(
                "uninstall",
                "Stops the service and deletes its unit. Data and keys are kept.\n\nExample:\n  factory service uninstall")
                {
                    scope.User,
                    scope.System
                },
            async (parsed, context) =>
            {
                var system = scope.IsSystem(parsed, context);
                var unit = ServicePlanner.UnitFile(system, context.Environment);
                if (!File.Exists(unit))
                {
                    throw new FactoryException(
                        ErrorCodes.NotFound,
                        $"There is no service: {unit} does not exist.",
                        $"Try the other kind: factory service uninstall {(system ? "--user" : "--system")}");
                }

                if (context.Environment.Systemd.IsRunning)
                {
                    // Before the file is deleted: systemctl finds the links to remove through the unit.
                    await ServiceScope.RunSystemctlAsync(context, system, "disable", "--now", ServicePlan.Unit);
                }

                ServiceFiles.Delete(unit);
                if (context.Environment.Systemd.IsRunning)
                {
                    await ServiceScope.RunSystemctlAsync(context, system, "daemon-reload");
                }

                context.Output.WriteJson(new { Type = "service-uninstalled", Deleted = unit });
                context.Output.WriteLine($"deleted  {TerminalSanitizer.SingleLine(unit)}");
                context.Output.WriteLine("Data and the file with keys are kept; delete them when you no longer need them.");
                return ExitCodes.Success;
            });
    }
}
