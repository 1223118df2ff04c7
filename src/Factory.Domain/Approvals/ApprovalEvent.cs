using Factory.Contracts.Approvals;

namespace Factory.Domain.Approvals;

/// <summary>A change of an approval. <see cref="ApprovalState.Apply"/> produces the next state from it.</summary>
public abstract record ApprovalEvent
{
    private protected ApprovalEvent()
    {
    }
}

/// <summary>The operator decided.</summary>
/// <param name="Status">Approved, rejected or changes requested.</param>
/// <param name="By">Who decided.</param>
/// <param name="Comment">Why; null for none.</param>
public sealed record ApprovalDecided(ApprovalStatus Status, string By, string? Comment) : ApprovalEvent;

/// <summary>It was not decided in time.</summary>
public sealed record ApprovalExpired : ApprovalEvent;
