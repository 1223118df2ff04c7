using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;

namespace Factory.Domain.Approvals;

/// <summary>One question, one answer.</summary>
public static class ApprovalRules
{
    /// <summary>A question that was just asked.</summary>
    public static ApprovalState Create(ApprovalId id, ApprovalRequest request, DateTimeOffset now) =>
        new(new ApprovalView(id, request, ApprovalStatus.Pending, now, now + request.Lifetime, null, null, null));

    /// <summary>The operator decides; the first decision counts, the same one is idempotent.</summary>
    public static Decision<ApprovalState> Decide(ApprovalState approval, bool approve, string by, string? comment, DateTimeOffset now)
    {
        var view = approval.View;
        var wanted = approve ? ApprovalStatus.Approved : ApprovalStatus.Rejected;
        if (view.Status == wanted)
        {
            return Decision<ApprovalState>.Unchanged;
        }

        if (view.Status != ApprovalStatus.Pending)
        {
            return Decision<ApprovalState>.Reject(
                ErrorCodes.ApprovalAlreadyDecided,
                $"{view.Id} is {view.Status.ToString().ToLowerInvariant()} since {view.DecidedAt:u}: an approval is decided once.",
                $"Ask again with: factory task retry {view.Request.Task}");
        }

        return now >= view.ExpiresAt
            ? Decision<ApprovalState>.Reject(ErrorCodes.ApprovalAlreadyDecided, $"{view.Id} expired at {view.ExpiresAt:u}.", $"Ask again with: factory task retry {view.Request.Task}")
            : Decision<ApprovalState>.Accept(new ApprovalState(view with { Status = wanted, DecidedAt = now, DecidedBy = by, Comment = comment }));
    }

    /// <summary>Expires it when its time has come; null when nothing changes.</summary>
    public static ApprovalState? Expire(ApprovalState approval, DateTimeOffset now) =>
        approval.View.Status == ApprovalStatus.Pending && now >= approval.View.ExpiresAt
            ? new ApprovalState(approval.View with { Status = ApprovalStatus.Expired, DecidedAt = now })
            : null;
}
