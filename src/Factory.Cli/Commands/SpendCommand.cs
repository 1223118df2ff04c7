using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Cli.Commands;

/// <summary><c>factory spend</c>.</summary>
internal static class SpendCommand
{
    private const string Description = """
        Spending, and the state of today's budget. Billed cost, the value of subscription calls, and spending that a crash left without a record are shown separately.
        Days are UTC.

        Examples:
          factory spend
          factory spend --by model --from 2026-11-01
          factory spend --by task --run run-01jd3z…
        """;

    public static Command Create(CommandRunner commands)
    {
        var by = CommandArguments.EnumOption<SpendBy>("--by");
        by.Description = "Group by: day, agent, model, task, run, principal (an attempt or a named key). Default: day";
        by.HelpName = "WHAT";
        var from = CommandArguments.DayOption("--from", "The first day");
        var to = CommandArguments.DayOption("--to", "The last day");
        var run = CommandArguments.IdOption<RunId>("--run", "Only this run", "RUN");
        var task = CommandArguments.IdOption<TaskId>("--task", "Only this task", "TASK");
        return commands.HandleWithSilo(
            new Command("spend", Description) { by, from, to, run, task },
            (parsed, client, cancel) => QueryAsync(
                client,
                (parsed.GetValue(by) ?? SpendBy.Day, parsed.GetValue(from), parsed.GetValue(to)),
                parsed.GetValue(run),
                parsed.GetValue(task),
                cancel),
            Show);
    }

    private static async Task<SpendReport> QueryAsync(
        FactoryClient client,
        (SpendBy By, DateOnly? From, DateOnly? To) range,
        RunId? run,
        TaskId? task,
        CancellationToken cancellationToken)
    {
        var report = await client.GetSpendAsync(range.By, range.From, range.To, run, task, cancellationToken);
        if (report.Lines.Count == 0)
        {
            // 'There were no calls' would hide a wrong id: these fail when there is no such run or task.
            if (run is { } ofRun)
            {
                await client.GetRunAsync(ofRun, cancellationToken);
            }

            if (task is { } ofTask)
            {
                await client.GetTaskAsync(ofTask, cancellationToken);
            }
        }

        return report;
    }

    private static void Show(SpendReport report, CommandContext context)
    {
        foreach (var line in DescribeToday(report.Today))
        {
            context.Output.WriteLine(line);
        }

        context.Output.WriteLine();
        if (report.Lines.Count == 0)
        {
            context.Output.WriteLine("There were no model calls in that time.");
            return;
        }

        // Columns that would be empty are left out, so that the table fits into 80 characters.
        List<(string Heading, Func<SpendLine, string> Cell)> columns =
        [
            (Formatting.Format(report.By), l => l.Name),
            ("calls", l => l.Calls.ToString("N0", CultureInfo.InvariantCulture)),
            ("tokens", l => Formatting.FormatCount(l.Usage.Total())),
            ("cost", l => MoneyFormat.FormatAmount(l.Cost)),
        ];
        if (report.Total.SubscriptionValue > Usd.Zero)
        {
            columns.Add(("subscription", l => MoneyFormat.FormatAmount(l.SubscriptionValue)));
        }

        if (report.Total.Unaccounted > Usd.Zero)
        {
            columns.Add(("unaccounted", l => MoneyFormat.FormatAmount(l.Unaccounted)));
        }

        context.Output.WriteTable(
            [.. columns.Select(c => c.Heading)],
            report.Lines.Append(report.Total).Select(l => columns.Select(c => c.Cell(l)).ToArray()));
        if (report.Total.SubscriptionValue > Usd.Zero)
        {
            context.Output.WriteLine("Subscription: what calls paid by a subscription would have cost; it counts against no budget.");
        }

        if (report.Total.Unaccounted > Usd.Zero)
        {
            context.Output.WriteLine("Unaccounted: the part of the cost that a crash left without a record; it counts as spent.");
        }
    }

    private static IEnumerable<string> DescribeToday(BurnRate today)
    {
        var reserved = today.Reserved > Usd.Zero ? $", {MoneyFormat.Format(today.Reserved)} reserved for calls" : "";
        yield return $"Today ({today.Day:yyyy-MM-dd} UTC): {MoneyFormat.Format(today.Spent)} of {MoneyFormat.Format(today.Cap)} spent{reserved}, {MoneyFormat.Format(today.Remaining)} left.";
        yield return today switch
        {
            { SpentLastHour.Amount: 0 } => "Last hour: nothing.",
            { ExhaustedAt: { } at } =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Last hour: {MoneyFormat.Format(today.SpentLastHour)}. At that rate the budget of the day is used up at " +
                    $"{at.UtcDateTime:HH:mm} UTC."),
            _ => $"Last hour: {MoneyFormat.Format(today.SpentLastHour)}. At that rate the budget of the day lasts.",
        };
    }
}
