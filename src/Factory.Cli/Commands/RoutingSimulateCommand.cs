using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Tasks;
using Factory.Domain.Routing.Simulation;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory routing simulate</c>: what routing policies would cost. Only <c>--recorded</c> requires a running
/// factory.
/// </summary>
internal static class RoutingSimulateCommand
{
    // The newest ones: a factory that has run for months has many more, and each request returns at most 200.
    private const int MaxTasks = 2_000;

    public static Command Create(CommandRunner commands)
    {
        var file = new Option<string?>("--workload")
        {
            Description = "Replay this file instead of the shipped workloads",
            HelpName = "FILE"
        };
        var recorded = new Option<bool>("--recorded") { Description = "Replay the running factory's own tasks" };
        return commands.Handle(
            new Command(
                "simulate",
                "Replays workloads through routing policies: always premium, the static pyramid, and the learned pyramid.\n\nExamples:\n " +
                " factory routing simulate\n  factory routing simulate --workload mine.json\n  factory routing simulate --recorded --json")
                {
                    file,
                    recorded
                },
            async (parsed, context) =>
            {
                foreach (var workload in await ReadAsync(parsed.GetValue(file), parsed.GetValue(recorded), context))
                {
                    Show(Simulator.Run(workload), context);
                }

                return ExitCodes.Success;
            });
    }

    private static async Task<IReadOnlyList<Workload>> ReadAsync(string? file, bool recorded, CommandContext context)
    {
        if (file is not null && recorded)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "--workload and --recorded cannot be used together.",
                "Use only one of them.");
        }

        if (file is not null)
        {
            return [DataFolderMaintenance.ReadWorkload(TextInput.FullPath(file, context.Environment)!)];
        }

        if (recorded)
        {
            return [await ReadRecordedAsync(context)];
        }

        var folder = context.Environment.Maintenance.GetConfigFolder(context.Settings.ToSiloOptions());
        var files = DataFolderMaintenance.ListWorkloads(folder);
        return files.Count > 0
            ? [.. files.Select(DataFolderMaintenance.ReadWorkload)]
            : throw new FactoryException(ErrorCodes.InvalidRequest, $"There is no workload in {folder}.", "Name one with --workload FILE.");
    }

    private static async Task<Workload> ReadRecordedAsync(CommandContext context)
    {
        await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
        var tasks = new List<TaskView>();
        string? before = null;
        do
        {
            var page = await silo.Client.ListTasksAsync(before: before, limit: 200, cancellationToken: context.Environment.Interrupt);
            tasks.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null && tasks.Count < MaxTasks);

        var providers = await silo.Client.ListProvidersAsync(context.Environment.Interrupt);
        return RecordedWorkload.From(tasks, providers)
            ?? throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "The factory has no reviewed attempts to replay yet.",
                "Run something first, or replay the shipped workloads: factory routing simulate");
    }

    private static void Show(SimulationReport report, CommandContext context)
    {
        context.Output.WriteJson(report);
        if (context.Output.IsJson)
        {
            return;
        }

        context.Output.WriteLine($"{TerminalSanitizer.SingleLine(report.Workload, 60)}: {Formatting.Count(report.Tasks, "task")}, " +
            $"{Formatting.Count(report.Seeds, "replay")}. " +
            $"{TerminalSanitizer.SingleLine(report.Description, 300)}");
        context.Output.WriteTable(
            ["policy", "cost", "accepted", "regret", "an accepted task", "attempts"],
            report.Policies.Append(report.Oracle).Select(p => (string[])[
            p.Name,
            Format($"{p.CostUsd:0.00} USD"),
            Format($"{p.Acceptance * 100:0.0} %"),
            Format($"{p.Regret:0.00} USD"),
            Format($"{p.CostPerAcceptedUsd:0.000} USD"),
            Format($"{p.AttemptsPerTask:0.00}")]));
        context.Output.WriteLine("");
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
