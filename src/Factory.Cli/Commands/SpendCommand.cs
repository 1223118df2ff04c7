using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Cli.Commands;

/// <summary><c>factory spend</c>.</summary>
internal static class SpendCommand
{
    private const int MaxNameLength = 34;

    private const string Description = """
        What was spent, and how today's budget stands. Money that providers bill, what subscription calls would have cost, and what a crash left without a record are shown apart.
        Days are days in UTC.

        Examples:
          factory spend
          factory spend --by model --from 2026-11-01
          factory spend --by task --run run-01jd3z…
        """;

    public static Command Create(CommandRunner verbs)
    {
        var by = CommandArguments.EnumOption<SpendBy>("--by");
        by.Description = "What the lines are about: day, agent, model, task, run, principal (an attempt or a named key). Default: day";
        by.HelpName = "WHAT";
        var from = new Option<DateOnly?>("--from") { Description = "The first day that counts", HelpName = "YYYY-MM-DD" };
        var to = new Option<DateOnly?>("--to") { Description = "The last day that counts", HelpName = "YYYY-MM-DD" };
        var run = new Option<string?>("--run") { Description = "Only this run", HelpName = "RUN" };
        var task = new Option<string?>("--task") { Description = "Only this task", HelpName = "TASK" };
        return verbs.HandleWithSilo(
            new Command("spend", Description) { by, from, to, run, task },
            (parsed, client, cancel) => client.GetSpendAsync(
                parsed.GetValue(by) ?? SpendBy.Day,
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(run) is { } r ? CommandArguments.ParseId<RunId>(r) : null,
                parsed.GetValue(task) is { } t ? CommandArguments.ParseId<TaskId>(t) : null,
                cancel),
            Show);
    }

    private static void Show(SpendReport report, CommandContext session)
    {
        foreach (var line in DescribeToday(report.Today))
        {
            session.Output.WriteLine(line);
        }

        session.Output.WriteLine();
        if (report.Lines.Count == 0)
        {
            session.Output.WriteLine("No model call has been made in that time.");
            return;
        }

        // Columns that have nothing to say are left out: 80 characters must do.
        List<(string Heading, Func<SpendLine, string> Cell)> columns =
        [
            (Formatting.Format(report.By), l => TerminalSanitizer.SingleLine(l.Name, MaxNameLength)),
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

        session.Output.WriteTable([.. columns.Select(c => c.Heading)], report.Lines.Append(report.Total).Select(l => columns.Select(c => c.Cell(l)).ToArray()));
        if (report.Total.SubscriptionValue > Usd.Zero)
        {
            session.Output.WriteLine("Subscription is what calls paid by a subscription would have cost; it is in no budget.");
        }

        if (report.Total.Unaccounted > Usd.Zero)
        {
            session.Output.WriteLine("Unaccounted is part of the cost: a crash left no record of it, so it counts as spent.");
        }
    }

    private static IEnumerable<string> DescribeToday(BurnRate today)
    {
        var leased = today.Reserved > Usd.Zero ? $", {MoneyFormat.Format(today.Reserved)} reserved for calls" : "";
        yield return $"Today ({today.Day:yyyy-MM-dd} UTC): {MoneyFormat.Format(today.Spent)} of {MoneyFormat.Format(today.Cap)} spent{leased}, {MoneyFormat.Format(today.Remaining)} left.";
        yield return today switch
        {
            { SpentLastHour.Amount: 0 } => "Last hour: nothing.",
            { ExhaustedAt: { } at } => string.Create(CultureInfo.InvariantCulture, $"Last hour: {MoneyFormat.Format(today.SpentLastHour)}. At that pace the day's budget is used up at {at.UtcDateTime:HH:mm} UTC."),
            _ => $"Last hour: {MoneyFormat.Format(today.SpentLastHour)}. At that pace the day's budget lasts.",
        };
    }
}
