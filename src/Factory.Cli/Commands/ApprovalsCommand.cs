using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

/// <summary><c>factory approvals</c>.</summary>
internal static class ApprovalsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands)
    {
        var status = CommandArguments.EnumOption<ApprovalStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return commands.HandleWithSilo(
            new Command(
                "approvals",
                "Actions that wait for your approval.\n\nExamples:\n  factory approvals\n  factory approvals --status approved")
                {
                    status,
                    limit
                },
            (parsed, client, cancel) =>
                client.ListApprovalsAsync(parsed.GetValue(status) ?? ApprovalStatus.Pending, null, parsed.GetValue(limit), cancel),
            (page, context) =>
            {
                if (page.Items.Count == 0)
                {
                    context.Output.WriteLine("There are no such approvals.");
                }

                foreach (var approval in page.Items)
                {
                    Show(approval, context);
                }
            });
    }

    /// <summary>Prints one approval.</summary>
    public static void Show(ApprovalView approval, CommandContext context)
    {
        var request = approval.Request;
        context.Output.WriteMarkup($"[bold]{TerminalSanitizer.SingleLineMarkup(request.Summary, 300)}[/]  [dim]{approval.Id}[/]");
        context.Output.WriteMarkup($"  {Formatting.Format(approval.Status)}; {TerminalSanitizer.SingleLineMarkup(request.ActionClass)} " +
            $"is {Formatting.Format(request.Tier)}; {request.CostSoFar} so far; requested " +
            $"{Formatting.Format(approval.RequestedAt, context.Environment.Time)}");
        context.Output.WriteMarkup($"  {TerminalSanitizer.SingleLineMarkup(request.Justification, 2000)}");
        foreach (var line in TerminalSanitizer.MultiLine(request.Details).Split('\n').Take(20))
        {
            context.Output.WriteMarkup($"    [dim]{TerminalSanitizer.SingleLineMarkup(line, 300)}[/]");
        }

        if (approval.Status == ApprovalStatus.Pending)
        {
            context.Output.WriteLine($"  factory approve {approval.Id}{context.Settings.DataOption}");
            context.Output.WriteLine($"  factory request-changes {approval.Id} \"…\"{context.Settings.DataOption}");
            context.Output.WriteLine($"  factory reject {approval.Id} --comment \"…\"{context.Settings.DataOption}");
        }
    }
}
