using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Cli.Commands;

/// <summary><c>factory spend</c>.</summary>
internal static class SpendCommand
{
    private const int MaxName = 34;

    private const string Description = """
        What was spent, and how today's budget stands. Money that providers bill, what calls of plans would have cost, and what a crash left without a record are shown apart.
        Days are days in UTC.

        Examples:
          factory spend
          factory spend --by model --from 2026-11-01
          factory spend --by task --run run-01jd3z…
        """;

    public static Command Create(CommandRunner verbs)
    {
        var by = Arguments.Status<SpendBy>("--by");
        by.Description = "What the lines are about: day, agent, model, task, run, holder (an attempt or a named key). Default: day";
        by.HelpName = "WHAT";
        var from = new Option<DateOnly?>("--from") { Description = "The first day that counts", HelpName = "YYYY-MM-DD" };
        var to = new Option<DateOnly?>("--to") { Description = "The last day that counts", HelpName = "YYYY-MM-DD" };
        var run = new Option<string?>("--run") { Description = "Only this run", HelpName = "RUN" };
        var task = new Option<string?>("--task") { Description = "Only this task", HelpName = "TASK" };
        return verbs.Ask(
            new Command("spend", Description) { by, from, to, run, task },
            (parsed, client, cancel) => client.GetSpendAsync(
                parsed.GetValue(by) ?? SpendBy.Day,
                parsed.GetValue(from),
                parsed.GetValue(to),
                parsed.GetValue(run) is { } r ? Arguments.Read<RunId>(r) : null,
                parsed.GetValue(task) is { } t ? Arguments.Read<TaskId>(t) : null,
                cancel),
            Show);
    }

    private static void Show(SpendReport report, CommandContext session)
    {
        foreach (var line in Today(report.Today))
        {
            session.Output.Line(line);
        }

        session.Output.Line();
        if (report.Lines.Count == 0)
        {
            session.Output.Line("No model call has been made in that time.");
            return;
        }

        // Columns that have nothing to say are left out: 80 characters must do.
        List<(string Heading, Func<SpendLine, string> Cell)> columns =
        [
            (Formatting.Of(report.By), l => TerminalSanitizer.Line(l.Name, MaxName)),
            ("calls", l => l.Calls.ToString("N0", CultureInfo.InvariantCulture)),
            ("tokens", l => Formatting.Count(l.Usage.Total())),
            ("cost USD", l => Money.Bare(l.Cost)),
        ];
        if (report.Total.PlanValue > Usd.Zero)
        {
            columns.Add(("plan USD", l => Money.Bare(l.PlanValue)));
        }

        if (report.Total.Unaccounted > Usd.Zero)
        {
            columns.Add(("unaccounted", l => Money.Bare(l.Unaccounted)));
        }

        session.Output.Table([.. columns.Select(c => c.Heading)], report.Lines.Append(report.Total).Select(l => columns.Select(c => c.Cell(l)).ToArray()));
        if (report.Total.PlanValue > Usd.Zero)
        {
            session.Output.Line("Plan is what calls of a plan that is paid anyway would have cost; it is in no budget.");
        }

        if (report.Total.Unaccounted > Usd.Zero)
        {
            session.Output.Line("Unaccounted is part of the cost: a crash left no record of it, so it counts as spent.");
        }
    }

    private static IEnumerable<string> Today(BurnRate today)
    {
        var leased = today.Reserved > Usd.Zero ? $", {Money.Short(today.Reserved)} leased for calls" : "";
        yield return $"Today ({today.Day:yyyy-MM-dd} UTC): {Money.Short(today.Spent)} of {Money.Short(today.Cap)} spent{leased}, {Money.Short(today.Left)} left.";
        yield return today switch
        {
            { LastHour.Amount: 0 } => "Last hour: nothing.",
            { UsedUpAt: { } at } => string.Create(CultureInfo.InvariantCulture, $"Last hour: {Money.Short(today.LastHour)}. At that pace the day's budget is used up at {at.UtcDateTime:HH:mm} UTC."),
            _ => $"Last hour: {Money.Short(today.LastHour)}. At that pace the day's budget lasts.",
        };
    }
}
