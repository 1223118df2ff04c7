using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Domain.Deployments;

namespace Factory.Domain.Tasks;

/// <summary>
/// A call that a task's stage requires. It follows from the state alone, so that it is determined again after a crash;
/// applying it twice is safe.
/// </summary>
public abstract record TaskEffect
{
    private protected TaskEffect()
    {
    }
}

/// <summary>An attempt must be under way.</summary>
/// <param name="Request">What to work on.</param>
public sealed record AttemptEffect(AttemptRequest Request) : TaskEffect;

/// <summary>An approval must be requested from the operator.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Request">What the operator decides about.</param>
public sealed record ApprovalEffect(ApprovalId Approval, ApprovalRequest Request) : TaskEffect;

/// <summary>A merge or deployment must be under way.</summary>
/// <param name="Request">What to deliver.</param>
public sealed record DeliveryEffect(DeliveryRequest Request) : TaskEffect;
