using Factory.Contracts.Approvals;

namespace Factory.Domain.Approvals;

/// <summary>
/// How much the operator is involved in each class of action. A class that is not listed requires approval before the
/// action.
/// </summary>
/// <param name="Tiers">By action class, from <c>policy.yaml</c>.</param>
public sealed record ActionPolicy(IReadOnlyDictionary<string, ApprovalTier> Tiers)
{
    /// <summary>
    /// The tier of an action class; <see cref="ApprovalTier.ApproveBefore"/> for one that is not listed.
    /// </summary>
    public ApprovalTier TierOf(string actionClass) => Tiers.GetValueOrDefault(actionClass, ApprovalTier.ApproveBefore);
}
