using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

/// <summary><c>factory approvals</c>.</summary>
internal static class ApprovalsCommand
{
    private const string Description = """
        Actions that wait for your approval. With --json one object: {"items": […], "next": …}. Questions and failures: factory inbox.

        Examples:
          factory approvals
          factory approvals --status approved
        """;

    public static Command Create(CommandRunner commands)
    {
        var status = CommandArguments.EnumOption<ApprovalStatus>("--status");
        var limit = CommandArguments.LimitOption();
        return commands.HandleWithSiloOrOffline(
            new Command(
                "approvals",
                Description)
                {
                    status,
                    limit
                },
            (parsed, client, cancel) =>
                client.ListApprovalsAsync(parsed.GetValue(status) ?? ApprovalStatus.Pending, null, parsed.GetValue(limit), cancel),
            (parsed, context, cancel) =>
                context.Environment.Maintenance.ListApprovalsAsync(
                    context.Settings.ToSiloOptions(),
                    parsed.GetValue(status) ?? ApprovalStatus.Pending,
                    parsed.GetValue(limit),
                    cancel),
            (page, context) =>
            {
                if (page.Items.Count == 0)
                {
                    context.WriteHint("There are no such approvals. Questions and failures are in: factory inbox");
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
            $"is {Formatting.Format(request.Tier)}; {MoneyFormat.Format(request.CostSoFar)} so far; requested " +
            $"{Formatting.Format(approval.RequestedAt, context.Environment.Time)}");
        context.Output.WriteMarkup($"  {TerminalSanitizer.SingleLineMarkup(request.Justification, 2000)}");
        foreach (var line in TerminalSanitizer.MultiLine(request.Details).Split('\n').Take(20))
        {
            // With its indentation: what an agent wrote is indented, so that it cannot stand where the factory's lines do.
            var indentation = new string(' ', line.Length - line.TrimStart(' ').Length);
            context.Output.WriteMarkup($"    {indentation}[dim]{TerminalSanitizer.SingleLineMarkup(line, 300)}[/]");
        }

        if (approval.Status == ApprovalStatus.Pending)
        {
            context.Output.WriteLine($"  factory task show {request.Task}{context.Settings.DataOption}     what led to it; " +
                "'task diff' shows the change itself");
            context.Output.WriteLine($"  factory approve {approval.Id}{context.Settings.DataOption}");
            context.Output.WriteLine($"  factory request-changes {approval.Id} \"…\"{context.Settings.DataOption}");
            context.Output.WriteLine($"  factory reject {approval.Id} --comment \"…\"{context.Settings.DataOption}");
        }
    }
}
