using Factory.Contracts.Approvals;

namespace Factory.Domain.Approvals;

/// <summary>Which action class needs the operator how much. A class that is not listed must be approved before.</summary>
/// <param name="Tiers">From <c>policy.yaml</c>.</param>
public sealed record ActionPolicy(IReadOnlyDictionary<string, ApprovalTier> Tiers)
{
    /// <summary>The tier of an action class.</summary>
    public ApprovalTier TierOf(string actionClass) => Tiers.GetValueOrDefault(actionClass, ApprovalTier.ApproveBefore);
}
