using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

internal static class ApprovalsCommand
{
    public static Command Create(Verbs verbs)
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
    public static void Show(ApprovalView approval, Session session)
    {
        var request = approval.Request;
        session.Output.Markup($"[bold]{SafeText.Markup(request.What, 300)}[/]  [dim]{approval.Id}[/]");
        session.Output.Markup($"  {Words.Of(approval.Status)}; {SafeText.Markup(request.Class)} is {Words.Of(request.Tier)}; {request.CostSoFar} so far; asked {Words.Of(approval.AskedAt, session.Environment.Time)}");
        session.Output.Markup($"  {SafeText.Markup(request.Why, 2000)}");
        foreach (var line in SafeText.Block(request.Details).Split('\n').Take(20))
        {
            session.Output.Markup($"    [dim]{SafeText.Markup(line, 300)}[/]");
        }

        if (approval.Status == ApprovalStatus.Pending)
        {
            session.Output.Line($"  factory approve {approval.Id}{session.Settings.DataHint}");
            session.Output.Line($"  factory reject {approval.Id} --comment \"…\"{session.Settings.DataHint}");
        }
    }
}
