using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

internal static class ApprovalsCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var status = Arguments.Status<ApprovalStatus>("--status");
        var limit = Arguments.Limit();
        return verbs.Ask(
            new Command("approvals", "What waits for your yes or no.\n\nExamples:\n  factory approvals\n  factory approvals --status approved") { status, limit },
            (parsed, client, cancel) => client.ListApprovalsAsync(parsed.GetValue(status) ?? ApprovalStatus.Pending, null, parsed.GetValue(limit), cancel),
            (page, session) =>
            {
                if (page.Items.Count == 0)
                {
                    session.Output.Line("Nothing here.");
                }

                foreach (var approval in page.Items)
                {
                    Show(approval, session);
                }
            });
    }

    /// <summary>One approval for people.</summary>
    public static void Show(ApprovalView approval, CommandContext session)
    {
        var request = approval.Request;
        session.Output.Markup($"[bold]{TerminalSanitizer.Markup(request.What, 300)}[/]  [dim]{approval.Id}[/]");
        session.Output.Markup($"  {Formatting.Of(approval.Status)}; {TerminalSanitizer.Markup(request.Class)} is {Formatting.Of(request.Tier)}; {request.CostSoFar} so far; asked {Formatting.Of(approval.AskedAt, session.Environment.Time)}");
        session.Output.Markup($"  {TerminalSanitizer.Markup(request.Why, 2000)}");
        foreach (var line in TerminalSanitizer.Block(request.Details).Split('\n').Take(20))
        {
            session.Output.Markup($"    [dim]{TerminalSanitizer.Markup(line, 300)}[/]");
        }

        if (approval.Status == ApprovalStatus.Pending)
        {
            session.Output.Line($"  factory approve {approval.Id}{session.Settings.DataHint}");
            session.Output.Line($"  factory reject {approval.Id} --comment \"…\"{session.Settings.DataHint}");
        }
    }
}
