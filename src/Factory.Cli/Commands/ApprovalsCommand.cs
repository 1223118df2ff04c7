using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

internal static class ApprovalsCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var status = CommandArguments.EnumOption<ApprovalStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return verbs.HandleWithSilo(
            new Command("approvals", "Actions that wait for your approval.\n\nExamples:\n  factory approvals\n  factory approvals --status approved") { status, limit },
            (parsed, client, cancel) => client.ListApprovalsAsync(parsed.GetValue(status) ?? ApprovalStatus.Pending, null, parsed.GetValue(limit), cancel),
            (page, session) =>
            {
                if (page.Items.Count == 0)
                {
                    session.Output.WriteLine("Nothing here.");
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
        session.Output.WriteMarkup($"[bold]{TerminalSanitizer.SingleLineMarkup(request.Summary, 300)}[/]  [dim]{approval.Id}[/]");
        session.Output.WriteMarkup($"  {Formatting.Format(approval.Status)}; {TerminalSanitizer.SingleLineMarkup(request.ActionClass)} is {Formatting.Format(request.Tier)}; {request.CostSoFar} so far; asked {Formatting.Format(approval.RequestedAt, session.Environment.Time)}");
        session.Output.WriteMarkup($"  {TerminalSanitizer.SingleLineMarkup(request.Justification, 2000)}");
        foreach (var line in TerminalSanitizer.MultiLine(request.Details).Split('\n').Take(20))
        {
            session.Output.WriteMarkup($"    [dim]{TerminalSanitizer.SingleLineMarkup(line, 300)}[/]");
        }

        if (approval.Status == ApprovalStatus.Pending)
        {
            session.Output.WriteLine($"  factory approve {approval.Id}{session.Settings.DataOption}");
            session.Output.WriteLine($"  factory reject {approval.Id} --comment \"…\"{session.Settings.DataOption}");
        }
    }
}
