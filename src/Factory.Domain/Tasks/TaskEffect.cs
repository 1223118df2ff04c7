using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Domain.Deployments;

namespace Factory.Domain.Tasks;

/// <summary>
/// The effect that a task's state requires. It follows from the state alone, so after a crash it is simply worked out again;
/// applying it twice is safe.
/// </summary>
public abstract record TaskEffect
{
    private protected TaskEffect()
    {
    }
}

/// <summary>An attempt must be under way.</summary>
public sealed record AttemptEffect(AttemptRequest Request) : TaskEffect;

/// <summary>The operator must have been asked.</summary>
public sealed record ApprovalEffect(ApprovalId Approval, ApprovalRequest Request) : TaskEffect;

/// <summary>A merge or deployment must be under way.</summary>
public sealed record DeliveryEffect(DeliveryRequest Request) : TaskEffect;
