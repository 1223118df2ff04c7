using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;

namespace Factory.Grains.Abstractions.Approvals;

/// <summary>One question to the operator whether an action may happen; decided exactly once. Key: the <see cref="ApprovalId"/>.</summary>
public interface IApprovalGrain : IGrainWithStringKey
{
    /// <summary>Asks; the same call is idempotent.</summary>
    Task<ApprovalView> Request(ApprovalRequest request);

    /// <summary>The approval as it is; null when it was never asked for.</summary>
    Task<ApprovalView?> Get();

    /// <summary>The operator decides. The same decision again is accepted and changes nothing; another one is refused.</summary>
    /// <param name="approve">Yes or no.</param>
    /// <param name="by">Who decides, as authenticated by the surface that took it.</param>
    /// <param name="comment">Why; null for none.</param>
    Task<Result<ApprovalView>> Decide(bool approve, string by, string? comment);

    /// <summary>Expires the approval when its time has come.</summary>
    Task Advance();
}
