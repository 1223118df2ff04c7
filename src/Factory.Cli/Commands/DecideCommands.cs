using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Approvals;

namespace Factory.Cli.Commands;

/// <summary><c>factory approve</c> and <c>factory reject</c>.</summary>
internal static class DecideCommands
{
    public static Command Approve(CommandRunner verbs)
    {
        var (id, comment) = Parts();
        return verbs.Ask(
            new Command("approve", "Says yes to what waits.\n\nExample:\n  factory approve approval-01jd3z…") { id, comment },
            (parsed, client, cancel) => client.ApproveAsync(Arguments.Read<ApprovalId>(parsed.GetRequiredValue(id)), parsed.GetValue(comment), cancel),
            Tell);
    }

    public static Command Reject(CommandRunner verbs)
    {
        var (id, comment) = Parts();
        return verbs.Ask(
            new Command("reject", "Says no to what waits, and why.\n\nExample:\n  factory reject approval-01jd3z… --comment \"not on a Friday\"") { id, comment },
            (parsed, client, cancel) => client.RejectAsync(Arguments.Read<ApprovalId>(parsed.GetRequiredValue(id)), parsed.GetValue(comment), cancel),
            Tell);
    }

    private static (Argument<string> Id, Option<string?> Comment) Parts() =>
        (Arguments.Id("approval", "The approval"), new Option<string?>("--comment") { Description = "Why", HelpName = "TEXT" });

    private static void Tell(ApprovalView approval, CommandContext session) =>
        session.Output.Line($"{approval.Id} is {Formatting.Of(approval.Status)}: {TerminalSanitizer.Line(approval.Request.What)}");
}
