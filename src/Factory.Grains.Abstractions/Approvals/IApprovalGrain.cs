using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;

namespace Factory.Grains.Abstractions.Approvals;

/// <summary>One decision of the operator about an action; decided once. Key: the <see cref="ApprovalId"/>.</summary>
public interface IApprovalGrain : IGrainWithStringKey
{
    /// <summary>Requests the decision. A repeated call returns the approval as it is now.</summary>
    Task<ApprovalView> Request(ApprovalRequest request);

    /// <summary>The approval as it is now; null when it was never requested.</summary>
    Task<ApprovalView?> Get();

    /// <summary>
    /// Records the operator's decision. The same decision again changes nothing; another one, or one after the expiry,
    /// is rejected with <c>approval.already_decided</c>.
    /// </summary>
    /// <param name="approve">True to approve, false to reject.</param>
    /// <param name="by">Who decides, as authenticated where the decision came in.</param>
    /// <param name="comment">Why; null for none.</param>
    Task<Result<ApprovalView>> Decide(bool approve, string by, string? comment);

    /// <summary>
    /// Sends the work back with a reason, as a decision like those of <see cref="Decide"/>.
    /// </summary>
    /// <param name="by">Who decides.</param>
    /// <param name="reason">What to change.</param>
    Task<Result<ApprovalView>> RequestChanges(string by, string reason);

    /// <summary>Expires the approval when its time is over. Safe to call at any time.</summary>
    Task Advance();
}
