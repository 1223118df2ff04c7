using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory service install|status|uninstall</c>.</summary>
internal static class ServiceCommand
{
    private const string InstallHelp = """
        Runs the factory as a systemd service: started at boot or login, restarted when it fails, stopped cleanly. Lists every file that it writes, and how to undo it.

        Examples:
          factory service install --dry-run
          factory service install
          sudo factory service install --system --run-as factory
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands) =>
        new("service", "Runs the factory as a systemd service.\n\nExample:\n  factory service status")
    {
        Install(commands),
        Status(commands),
        Uninstall(commands),
    };

    private static Command Install(CommandRunner commands)
    {
        var (user, system) = CreateScopeOptions();
        var url = new Option<string?>("--url") { Description = "Where the API answers. Default: http://127.0.0.1:7070", HelpName = "URL" };
        var runAs = new Option<string?>("--run-as")
        {
            Description = "The account of a system service. Default: the user who called sudo",
            HelpName = "USER"
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only print the unit" };
        var writeOnly = new Option<bool>("--write-only") { Description = "Write the files without calling the service manager" };
        return commands.Handle(
            new Command("install", InstallHelp) { user, system, url, runAs, dryRun, writeOnly },
            async (parsed, context) =>
        {
            var plan = ServicePlanner.Create(
                context,
                IsSystem(parsed, user, system, context),
                parsed.GetValue(url),
                parsed.GetValue(runAs));
            if (parsed.GetValue(dryRun))
            {
                context.Output.WriteJson(new
                {
                    Type = "service-plan",
                    plan.UnitFile,
                    plan.EnvironmentFile,
                    Unit = UnitFileTemplate.Render(plan)
                });
                context.Output.WriteLine($"# {plan.UnitFile}");
                context.Output.WriteLine(UnitFileTemplate.Render(plan));
                return ExitCodes.Success;
            }

            if (!context.Environment.Systemd.IsRunning && !parsed.GetValue(writeOnly))
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

            if (!parsed.GetValue(writeOnly))
            {
                // Restart in place of 'enable --now', which leaves a running service as it is, with the old unit.
                await RunSystemctlAsync(context, plan.System, "daemon-reload");
                await RunSystemctlAsync(context, plan.System, "enable", ServicePlan.Unit);
                await RunSystemctlAsync(context, plan.System, "restart", ServicePlan.Unit);
            }

            context.Output.WriteJson(new { Type = "service-installed", Files = written, plan.System, plan.Url, plan.Data });
            ShowInstalled(context, plan, started: !parsed.GetValue(writeOnly));
            return ExitCodes.Success;
        });
    }

    private static Command Status(CommandRunner commands)
    {
        var (user, system) = CreateScopeOptions();
        return commands.Handle(
            new Command(
                "status",
                "Whether the service is installed and running.\n\nExamples:\n  factory service status\n  factory service status --system")
                {
                    user,
                    system
                },
            async (parsed, context) =>
            {
                var scope = IsSystem(parsed, user, system, context);
                var (unit, data) = LocateFiles(context, scope);
                var there = context.Environment.Systemd.IsRunning;
                var (active, enabled) = there
                    ? (await QuerySystemdAsync(context, scope, "is-active"), await QuerySystemdAsync(context, scope, "is-enabled"))
                    : ("unknown", "unknown");
                var silo = await SiloLocator.FindAsync(data, TimeSpan.Zero, context.Environment.Time, context.Environment.Interrupt);
                context.Output.WriteJson(new
                {
                    Type = "service-status",
                    Installed = File.Exists(unit),
                    UnitFile = unit,
                    Active = active,
                    Enabled = enabled,
                    silo?.Silo.Url,
                    silo?.Silo.Pid,
                    Data = data
                });
                context.Output.WriteLine($"unit     {TerminalSanitizer.SingleLine(unit)}{(File.Exists(unit) ? "" : " (not installed)")}");
                context.Output.WriteLine($"systemd  {(there ? $"{active}, {enabled}" : "does not run on this machine")}");
                context.Output.WriteLine($"factory  {(silo is null ? "is down" : $"is up at {silo.Silo.Url}, pid {silo.Silo.Pid}")} " +
                    $"(data: {TerminalSanitizer.SingleLine(data)})");
                context.Output.WriteLine("logs     factory " +
                    $"logs{(data == context.Settings.Data ? context.Settings.DataOption : $" --data {data}")}{(there ? $", and its start: journalctl {ScopeFlag(scope)}-u {ServicePlan.Unit}" : "")}");
                context.Output.WriteLine($"restart  systemctl {ScopeFlag(scope)}restart {ServicePlan.Unit}");
                return active == "active" || (!there && silo is not null)
                    ? ExitCodes.Success
                    : File.Exists(unit)
                    ? ExitCodes.Unreachable
                    : ExitCodes.NotFound;
            });
    }

    private static Command Uninstall(CommandRunner commands)
    {
        var (user, system) = CreateScopeOptions();
        return commands.Handle(
            new Command(
                "uninstall",
                "Stops the service and deletes its unit. Data and keys are kept.\n\nExample:\n  factory service uninstall")
                {
                    user,
                    system
                },
            async (parsed, context) =>
            {
                var scope = IsSystem(parsed, user, system, context);
                var (unit, _) = LocateFiles(context, scope);
                if (!File.Exists(unit))
                {
                    throw new FactoryException(
                        ErrorCodes.NotFound,
                        $"There is no service: {unit} does not exist.",
                        $"Try the other kind: factory service uninstall {(scope ? "--user" : "--system")}");
                }

                if (context.Environment.Systemd.IsRunning)
                {
                    // Before the file is deleted: systemctl finds the links to remove through the unit.
                    await RunSystemctlAsync(context, scope, "disable", "--now", ServicePlan.Unit);
                }

                ServiceFiles.Delete(unit);
                if (context.Environment.Systemd.IsRunning)
                {
                    await RunSystemctlAsync(context, scope, "daemon-reload");
                }

                context.Output.WriteJson(new { Type = "service-uninstalled", Deleted = unit });
                context.Output.WriteLine($"deleted  {TerminalSanitizer.SingleLine(unit)}");
                context.Output.WriteLine("Data and the file with keys are kept; delete them when you no longer need them.");
                return ExitCodes.Success;
            });
    }

    private static (Option<bool> User, Option<bool> System) CreateScopeOptions() => (
        new Option<bool>("--user") { Description = "A service of this user. Default unless root" },
        new Option<bool>("--system") { Description = "A service of the machine. Default for root" });

    private static bool IsSystem(ParseResult parsed, Option<bool> user, Option<bool> system, CommandContext context) =>
        (parsed.GetValue(user), parsed.GetValue(system)) switch
        {
            (true, true) =>
                throw new FactoryException(ErrorCodes.InvalidRequest, "--user and --system exclude each other.", "Use only one of them."),
            (_, true) => true,
            (true, _) => false,
            _ => context.Environment.IsRoot,
        };

    private static (string UnitFile, string Data) LocateFiles(CommandContext context, bool system)
    {
        // Any account will do: a plan of the system needs one, and only the paths of this plan are used.
        var plan = ServicePlanner.Create(context, system, null, system ? "root" : null);
        return (plan.UnitFile, plan.Data);
    }

    private static string ScopeFlag(bool system) => system ? "" : "--user ";

    // The exit code is ignored: is-active and is-enabled end with an error for every answer but yes, and the answer is
    // in the output.
    private static async Task<string> QuerySystemdAsync(CommandContext context, bool system, string question) =>
        TerminalSanitizer.SingleLine(
            (await context.Environment.Systemd.RunAsync(system, [question, ServicePlan.Unit], context.Environment.Interrupt)).Output,
            60);

    private static async Task RunSystemctlAsync(CommandContext context, bool system, params string[] arguments)
    {
        var command = $"systemctl {ScopeFlag(system)}{string.Join(' ', arguments)}";
        context.Output.WriteLine($"ran      {command}");
        var (exit, output) = await context.Environment.Systemd.RunAsync(system, arguments, context.Environment.Interrupt);
        if (exit != 0)
        {
            throw new FactoryException(
                ErrorCodes.ServiceManagerUnavailable,
                $"'{command}' ended with {exit}: {TerminalSanitizer.SingleLine(output, 1000)}",
                $"See why: journalctl {ScopeFlag(system)}-u {ServicePlan.Unit}");
        }
    }

    private static void ShowInstalled(CommandContext context, ServicePlan plan, bool started)
    {
        var scope = plan.System ? "--system" : "--user";
        context.Output.WriteLine();
        context.Output.WriteLine(started
            ? $"The factory is up at {plan.Url} (data: {TerminalSanitizer.SingleLine(plan.Data)})."
            : $"Start it: systemctl {ScopeFlag(plan.System)}daemon-reload && systemctl {ScopeFlag(plan.System)}enable --now " +
                $"{ServicePlan.Unit}");
        context.Output.WriteLine($"  keys     go into {TerminalSanitizer.SingleLine(plan.EnvironmentFile)}; then: systemctl " +
            $"{ScopeFlag(plan.System)}restart {ServicePlan.Unit}");
        context.Output.WriteLine($"  program  {TerminalSanitizer.SingleLine(plan.Program[^1])} must stay where it is");
        if (!plan.System)
        {
            context.Output.WriteLine("  at boot  without a login: loginctl enable-linger");
        }

        context.Output.WriteLine($"  undo     factory service uninstall {scope}");
    }
}
