using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Services;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory service install|status|uninstall</c>.</summary>
internal static class ServiceCommand
{
    private const string InstallHelp = """
        Keeps the factory up as a service of systemd: started at boot or login, restarted when it fails, stopped cleanly. Says every file it writes and how to undo it.

        Examples:
          factory service install --dry-run
          factory service install
          sudo factory service install --system --run-as factory
        """;

    public static Command Create(CommandRunner verbs) => new("service", "The factory as a service of this machine.\n\nExample:\n  factory service status")
    {
        Install(verbs),
        Status(verbs),
        Uninstall(verbs),
    };

    private static Command Install(CommandRunner verbs)
    {
        var (user, system) = CreateScopeOptions();
        var url = new Option<string?>("--url") { Description = "Where the API answers. Default: http://127.0.0.1:7070", HelpName = "URL" };
        var runAs = new Option<string?>("--run-as") { Description = "The account of a system service. Default: who called sudo", HelpName = "USER" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only print the unit" };
        var writeOnly = new Option<bool>("--write-only") { Description = "Write the files and leave the service manager alone" };
        return verbs.Handle(new Command("install", InstallHelp) { user, system, url, runAs, dryRun, writeOnly }, async (parsed, session) =>
        {
            var plan = ServicePlanner.Create(session, IsSystem(parsed, user, system, session), parsed.GetValue(url), parsed.GetValue(runAs));
            if (parsed.GetValue(dryRun))
            {
                session.Output.WriteJson(new { Type = "service-plan", plan.UnitFile, plan.EnvironmentFile, Unit = UnitFileTemplate.Render(plan) });
                session.Output.WriteLine($"# {plan.UnitFile}");
                session.Output.WriteLine(UnitFileTemplate.Render(plan));
                return ExitCodes.Success;
            }

            if (!session.Environment.Systemd.IsRunning && !parsed.GetValue(writeOnly))
            {
                throw new FactoryException(
                    ErrorCodes.ServiceManagerUnavailable,
                    "This machine has no systemd that runs.",
                    "factory service install --dry-run prints the unit, --write-only writes it; or keep this running: factory up");
            }

            var written = ServiceFiles.Write(plan);
            foreach (var file in written)
            {
                session.Output.WriteLine($"wrote    {TerminalSanitizer.SingleLine(file)}");
            }

            if (!parsed.GetValue(writeOnly))
            {
                await RunSystemctlAsync(session, plan.System, "daemon-reload");
                await RunSystemctlAsync(session, plan.System, "enable", ServicePlan.Unit);
                await RunSystemctlAsync(session, plan.System, "restart", ServicePlan.Unit);
            }

            session.Output.WriteJson(new { Type = "service-installed", Files = written, plan.System, plan.Url, plan.Data });
            ShowInstalled(session, plan, started: !parsed.GetValue(writeOnly));
            return ExitCodes.Success;
        });
    }

    private static Command Status(CommandRunner verbs)
    {
        var (user, system) = CreateScopeOptions();
        return verbs.Handle(
            new Command("status", "Whether the service is installed and up.\n\nExamples:\n  factory service status\n  factory service status --system") { user, system },
            async (parsed, session) =>
            {
                var scope = IsSystem(parsed, user, system, session);
                var (unit, data) = LocateFiles(session, scope);
                var there = session.Environment.Systemd.IsRunning;
                var (active, enabled) = there ? (await QuerySystemdAsync(session, scope, "is-active"), await QuerySystemdAsync(session, scope, "is-enabled")) : ("unknown", "unknown");
                var silo = await SiloLocator.FindAsync(data, TimeSpan.Zero, session.Environment.Time, session.Environment.Interrupt);
                session.Output.WriteJson(new { Type = "service-status", Installed = File.Exists(unit), UnitFile = unit, Active = active, Enabled = enabled, silo?.Silo.Url, silo?.Silo.Pid, Data = data });
                session.Output.WriteLine($"unit     {TerminalSanitizer.SingleLine(unit)}{(File.Exists(unit) ? "" : " (not installed)")}");
                session.Output.WriteLine($"systemd  {(there ? $"{active}, {enabled}" : "does not run on this machine")}");
                session.Output.WriteLine($"factory  {(silo is null ? "is down" : $"is up at {silo.Silo.Url}, pid {silo.Silo.Pid}")} (data: {TerminalSanitizer.SingleLine(data)})");
                session.Output.WriteLine($"logs     factory logs{(data == session.Settings.Data ? session.Settings.DataOption : $" --data {data}")}{(there ? $", and its start: journalctl {ScopeFlag(scope)}-u {ServicePlan.Unit}" : "")}");
                session.Output.WriteLine($"restart  systemctl {ScopeFlag(scope)}restart {ServicePlan.Unit}");
                return active == "active" || (!there && silo is not null) ? ExitCodes.Success : File.Exists(unit) ? ExitCodes.Unreachable : ExitCodes.NotFound;
            });
    }

    private static Command Uninstall(CommandRunner verbs)
    {
        var (user, system) = CreateScopeOptions();
        return verbs.Handle(
            new Command("uninstall", "Stops the service and deletes its unit. Data and keys stay.\n\nExample:\n  factory service uninstall") { user, system },
            async (parsed, session) =>
            {
                var scope = IsSystem(parsed, user, system, session);
                var (unit, _) = LocateFiles(session, scope);
                if (!File.Exists(unit))
                {
                    throw new FactoryException(ErrorCodes.NotFound, $"There is no service: {unit} does not exist.", $"Look at the other kind: factory service uninstall {(scope ? "--user" : "--system")}");
                }

                if (session.Environment.Systemd.IsRunning)
                {
                    await RunSystemctlAsync(session, scope, "disable", "--now", ServicePlan.Unit);
                }

                ServiceFiles.Delete(unit);
                if (session.Environment.Systemd.IsRunning)
                {
                    await RunSystemctlAsync(session, scope, "daemon-reload");
                }

                session.Output.WriteJson(new { Type = "service-uninstalled", Deleted = unit });
                session.Output.WriteLine($"deleted  {TerminalSanitizer.SingleLine(unit)}");
                session.Output.WriteLine("Data and the file with keys are still there; delete them yourself when nobody needs them.");
                return ExitCodes.Success;
            });
    }

    private static (Option<bool> User, Option<bool> System) CreateScopeOptions() => (
        new Option<bool>("--user") { Description = "A service of this user. Default unless root" },
        new Option<bool>("--system") { Description = "A service of the machine. Default for root" });

    private static bool IsSystem(ParseResult parsed, Option<bool> user, Option<bool> system, CommandContext session) =>
        (parsed.GetValue(user), parsed.GetValue(system)) switch
        {
            (true, true) => throw new FactoryException(ErrorCodes.InvalidRequest, "--user and --system exclude each other.", "Say one of them."),
            (_, true) => true,
            (true, _) => false,
            _ => session.Environment.IsRoot,
        };

    private static (string UnitFile, string Data) LocateFiles(CommandContext session, bool system)
    {
        var plan = ServicePlanner.Create(session, system, null, system ? "root" : null);
        return (plan.UnitFile, plan.Data);
    }

    private static string ScopeFlag(bool system) => system ? "" : "--user ";

    private static async Task<string> QuerySystemdAsync(CommandContext session, bool system, string question) =>
        TerminalSanitizer.SingleLine((await session.Environment.Systemd.RunAsync(system, [question, ServicePlan.Unit], session.Environment.Interrupt)).Output, 60);

    private static async Task RunSystemctlAsync(CommandContext session, bool system, params string[] arguments)
    {
        var command = $"systemctl {ScopeFlag(system)}{string.Join(' ', arguments)}";
        session.Output.WriteLine($"ran      {command}");
        var (exit, output) = await session.Environment.Systemd.RunAsync(system, arguments, session.Environment.Interrupt);
        if (exit != 0)
        {
            throw new FactoryException(ErrorCodes.ServiceManagerUnavailable, $"'{command}' ended with {exit}: {TerminalSanitizer.SingleLine(output, 1000)}", $"Look why: journalctl {ScopeFlag(system)}-u {ServicePlan.Unit}");
        }
    }

    private static void ShowInstalled(CommandContext session, ServicePlan plan, bool started)
    {
        var scope = plan.System ? "--system" : "--user";
        session.Output.WriteLine();
        session.Output.WriteLine(started ? $"The factory is up at {plan.Url} (data: {TerminalSanitizer.SingleLine(plan.Data)})." : $"Start it: systemctl {ScopeFlag(plan.System)}daemon-reload && systemctl {ScopeFlag(plan.System)}enable --now {ServicePlan.Unit}");
        session.Output.WriteLine($"  keys     go into {TerminalSanitizer.SingleLine(plan.EnvironmentFile)}; then: systemctl {ScopeFlag(plan.System)}restart {ServicePlan.Unit}");
        session.Output.WriteLine($"  program  {TerminalSanitizer.SingleLine(plan.Program[^1])} must stay where it is");
        if (!plan.System)
        {
            session.Output.WriteLine("  at boot  without a login: loginctl enable-linger");
        }

        session.Output.WriteLine($"  undo     factory service uninstall {scope}");
    }
}
