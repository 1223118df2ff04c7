using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

/// <summary><c>factory approve</c>, <c>factory reject</c> and <c>factory request-changes</c>.</summary>
internal static class ApprovalDecisionCommands
{
    public static Command Approve(CommandRunner commands)
    {
        var (id, comment) = CreateArguments();
        return commands.HandleWithSilo(
            new Command("approve", "Approves a pending action.\n\nExample:\n  factory approve approval-01jd3z…") { id, comment },
            (parsed, client, cancel) =>
                client.ApproveAsync(parsed.GetRequiredValue(id), parsed.GetValue(comment), cancel),
            ShowDecision);
    }

    public static Command Reject(CommandRunner commands)
    {
        var (id, comment) = CreateArguments();
        return commands.HandleWithSilo(
            new Command(
                "reject",
                "Rejects a pending action, with a reason.\n\nExample:\n  factory reject approval-01jd3z… --comment \"not on a Friday\"")
                {
                    id,
                    comment
                },
            (parsed, client, cancel) =>
                client.RejectAsync(parsed.GetRequiredValue(id), parsed.GetValue(comment), cancel),
            ShowDecision);
    }

    public static Command RequestChanges(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<ApprovalId>("approval", "The approval");
        var reason = new Argument<string>("reason") { Description = "What to change", HelpName = "TEXT" };
        return commands.HandleWithSilo(
            new Command(
                "request-changes",
                "Sends the work back to the agent, which continues with the reason.\n\n"
                    + "Example:\n  factory request-changes approval-01jd3z… \"Round to 5 cents\"")
                {
                    id,
                    reason
                },
            (parsed, client, cancel) => client.RequestChangesAsync(
                parsed.GetRequiredValue(id),
                parsed.GetRequiredValue(reason),
                cancel),
            ShowDecision);
    }

    private static (Argument<ApprovalId> Id, Option<string?> Comment) CreateArguments() =>
        (CommandArguments.IdArgument<ApprovalId>("approval", "The approval"),
            new Option<string?>("--comment") { Description = "Why", HelpName = "TEXT" });

    private static void ShowDecision(ApprovalView approval, CommandContext context) =>
        context.Output.WriteLine($"{approval.Id} is {Formatting.Format(approval.Status)}: " +
            $"{TerminalSanitizer.SingleLine(approval.Request.Summary)}");
}
