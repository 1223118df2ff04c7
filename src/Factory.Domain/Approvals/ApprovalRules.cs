using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;

namespace Factory.Domain.Approvals;

/// <summary>Decides commands of an approval: it is decided once, by the operator or by its expiry.</summary>
public static class ApprovalRules
{
    /// <summary>Decides a command.</summary>
    /// <param name="approval">The approval before the command.</param>
    /// <param name="command">The command.</param>
    /// <param name="now">When it is decided.</param>
    /// <returns>
    /// The events to apply, none when nothing changes, or a rejection with <c>approval.already_decided</c>.
    /// </returns>
    public static Decision<ApprovalEvent> Decide(ApprovalState approval, ApprovalCommand command, DateTimeOffset now) => command switch
    {
        DecideApproval c => DecideOnce(approval.View, c, now),
        ExpireApproval => approval.View.Status == ApprovalStatus.Pending && now >= approval.View.ExpiresAt
            ? Decision<ApprovalEvent>.Accept(new ApprovalExpired())
            : Decision<ApprovalEvent>.Unchanged,
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "A command without a rule."),
    };

    private static Decision<ApprovalEvent> DecideOnce(ApprovalView view, DecideApproval command, DateTimeOffset now)
    {
        // The same decision again succeeds: the client may not have received the first response and repeats the
        // request.
        if (view.Status == command.Status)
        {
            return Decision<ApprovalEvent>.Unchanged;
        }

        if (view.Status != ApprovalStatus.Pending)
        {
            var current = view.Status == ApprovalStatus.ChangesRequested
                ? "sent back with changes requested"
                : view.Status.ToString().ToLowerInvariant();
            return Reject(view, $"{view.Id} is {current} since {view.DecidedAt:u}: an approval is decided once.");
        }

        // The sweep that expires approvals runs every 30 seconds: one whose time is over may still be pending.
        return now >= view.ExpiresAt
            ? Reject(view, $"{view.Id} expired at {view.ExpiresAt:u}.")
            : Decision<ApprovalEvent>.Accept(new ApprovalDecided(command.Status, command.By, command.Comment));
    }

    private static Decision<ApprovalEvent> Reject(ApprovalView view, string message) =>
        Decision<ApprovalEvent>.Reject(
            ErrorCodes.ApprovalAlreadyDecided,
            message,
            $"Ask again with: factory task retry {view.Request.Task}");
}
