using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Tasks;
using Factory.Domain.Routing.Simulation;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Commands;

/// <summary><c>factory routing simulate</c>: what routing policies would cost. Needs no running factory but for <c>--recorded</c>.</summary>
internal static class RoutingSimulateCommand
{
    private const int MaxTasks = 2_000;

    public static Command Create(CommandRunner verbs)
    {
        var file = new Option<string?>("--workload") { Description = "Replay this file instead of the shipped workloads", HelpName = "FILE" };
        var recorded = new Option<bool>("--recorded") { Description = "Replay the running factory's own tasks" };
        return verbs.Handle(
            new Command("simulate", "Replays workloads through routing policies: always premium, the static pyramid, and the pyramid with experience.\n\nExamples:\n  factory routing simulate\n  factory routing simulate --workload mine.json\n  factory routing simulate --recorded --json") { file, recorded },
            async (parsed, session) =>
            {
                foreach (var workload in await ReadAsync(parsed.GetValue(file), parsed.GetValue(recorded), session))
                {
                    Show(Simulator.Run(workload), session);
                }

                return ExitCodes.Success;
            });
    }

    private static async Task<IReadOnlyList<Workload>> ReadAsync(string? file, bool recorded, CommandContext session)
    {
        if (file is not null && recorded)
        {
            throw new FactoryException(ErrorCodes.InvalidRequest, "--workload and --recorded cannot be used together.", "Leave one of them out.");
        }

        if (file is not null)
        {
            return [DataFolderMaintenance.ReadWorkload(Path.GetFullPath(file, session.Environment.WorkingDirectory))];
        }

        if (recorded)
        {
            return [await ReadRecordedAsync(session)];
        }

        var folder = session.Environment.Maintenance.GetConfigFolder(session.Settings.ToSiloOptions());
        var files = DataFolderMaintenance.ListWorkloads(folder);
        return files.Count > 0
            ? [.. files.Select(DataFolderMaintenance.ReadWorkload)]
            : throw new FactoryException(ErrorCodes.InvalidRequest, $"There is no workload in {folder}.", "Name one with --workload FILE.");
    }

    private static async Task<Workload> ReadRecordedAsync(CommandContext session)
    {
        await using var silo = await SiloConnection.OpenAsync(session.Settings, session.Environment);
        var tasks = new List<TaskView>();
        string? before = null;
        do
        {
            var page = await silo.Client.ListTasksAsync(before: before, limit: 200, cancellationToken: session.Environment.Interrupt);
            tasks.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null && tasks.Count < MaxTasks);

        var providers = await silo.Client.ListProvidersAsync(session.Environment.Interrupt);
        return RecordedWorkload.From(tasks, providers)
            ?? throw new FactoryException(ErrorCodes.InvalidRequest, "The factory has no judged attempts yet that could be replayed.", "Run something first, or replay the shipped workloads: factory routing simulate");
    }

    private static void Show(SimulationReport report, CommandContext session)
    {
        session.Output.WriteJson(report);
        if (session.Output.IsJson)
        {
            return;
        }

        session.Output.WriteLine($"{TerminalSanitizer.SingleLine(report.Workload, 60)}: {report.Tasks} tasks, {report.Seeds} replays. {TerminalSanitizer.SingleLine(report.Description, 300)}");
        session.Output.WriteTable(["policy", "cost", "accepted", "regret", "an accepted task", "attempts"], report.Policies.Append(report.Oracle).Select(p => (string[])[
            p.Name,
            Format($"{p.CostUsd:0.00} USD"),
            Format($"{p.Acceptance * 100:0.0} %"),
            Format($"{p.Regret:0.00} USD"),
            Format($"{p.CostPerAcceptedUsd:0.000} USD"),
            Format($"{p.AttemptsPerTask:0.00}")]));
        session.Output.WriteLine("");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
