using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;

namespace Factory.Cli.Commands;

/// <summary><c>factory service install</c>.</summary>
internal static class ServiceInstallCommand
{
    private const string Description = """
        Runs the factory as a systemd service: started at boot or login, restarted when it fails, stopped cleanly.
        Lists every file that it writes, and how to undo it.

        Examples:
          factory service install --dry-run
          factory service install
          sudo factory service install --system --run-as factory
        """;

    public static Command Create(CommandRunner commands)
    {
        var scope = new ServiceScope();
        var url = new Option<string?>("--url") { Description = "Where the API answers. Default: http://127.0.0.1:7070", HelpName = "URL" };
        var runAs = new Option<string?>("--run-as")
        {
            Description = "The account of a system service. Default: the user who called sudo",
            HelpName = "USER"
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only print the unit" };
        var writeOnly = new Option<bool>("--write-only") { Description = "Write the files without calling the service manager" };
        return commands.Handle(
            new Command("install", Description) { scope.User, scope.System, url, runAs, dryRun, writeOnly },
            async (parsed, context) =>
        {
            var plan = ServicePlanner.Create(context, scope.IsSystem(parsed, context), parsed.GetValue(url), parsed.GetValue(runAs));
            if (parsed.GetValue(dryRun))
            {
                ShowPlan(plan, context);
                return ExitCodes.Success;
            }

            await InstallAsync(plan, context, start: !parsed.GetValue(writeOnly));
            return ExitCodes.Success;
        });
    }

    private static void ShowPlan(ServicePlan plan, CommandContext context)
    {
        var unit = UnitFileTemplate.Render(plan);
        context.Output.WriteJson(new { Type = "service-plan", plan.UnitFile, plan.EnvironmentFile, Unit = unit });
        context.Output.WriteLine($"# {plan.UnitFile}");
        context.Output.WriteLine(unit);
    }

    private static async Task InstallAsync(ServicePlan plan, CommandContext context, bool start)
    {
        if (start && !context.Environment.Systemd.IsRunning)
        {
            throw new FactoryException(
                ErrorCodes.ServiceManagerUnavailable,
                "systemd does not run on this machine.",
                "factory service install --dry-run prints the unit, --write-only writes it; or run in the foreground: factory up");
        }

        var written = ServiceFiles.Write(plan);
        foreach (var file in written)
        {
            context.Output.WriteLine($"wrote    {TerminalSanitizer.SingleLine(file)}");
        }

        if (start)
        {
            // Restart in place of 'enable --now', which leaves a running service as it is, with the old unit.
            await ServiceScope.RunSystemctlAsync(context, plan.System, "daemon-reload");
            await ServiceScope.RunSystemctlAsync(context, plan.System, "enable", ServicePlan.Unit);
            await ServiceScope.RunSystemctlAsync(context, plan.System, "restart", ServicePlan.Unit);
        }

        context.Output.WriteJson(new { Type = "service-installed", Files = written, plan.System, plan.Url, plan.Data });
        ShowInstalled(context, plan, start);
    }

    private static void ShowInstalled(CommandContext context, ServicePlan plan, bool started)
    {
        var scope = plan.System ? "--system" : "--user";
        context.Output.WriteLine();
        context.Output.WriteLine(started
            ? $"The factory is up at {plan.Url} (data: {TerminalSanitizer.SingleLine(plan.Data)})."
            : $"Start it: systemctl {ServiceScope.Flag(plan.System)}daemon-reload && " +
                $"systemctl {ServiceScope.Flag(plan.System)}enable --now {ServicePlan.Unit}");
        context.Output.WriteLine($"  keys     go into {TerminalSanitizer.SingleLine(plan.EnvironmentFile)}; then: systemctl " +
            $"{ServiceScope.Flag(plan.System)}restart {ServicePlan.Unit}");
        context.Output.WriteLine($"  program  {TerminalSanitizer.SingleLine(plan.Program[^1])} must stay where it is");
        if (!plan.System)
        {
            context.Output.WriteLine("  at boot  without a login: loginctl enable-linger");
        }

        context.Output.WriteLine($"  undo     factory service uninstall {scope}");
    }
}
