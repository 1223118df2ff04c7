using Factory.Contracts.Approvals;

namespace Factory.Domain.Approvals;

/// <summary>Commands of an approval; <see cref="ApprovalRules.Decide"/> answers each of them.</summary>
public abstract record ApprovalCommand
{
    private protected ApprovalCommand()
    {
    }
}

/// <summary>The operator decides.</summary>
/// <param name="Status">Approved, rejected or changes requested.</param>
/// <param name="By">Who decides, as authenticated where the decision came in.</param>
/// <param name="Comment">Why; null for none.</param>
public sealed record DecideApproval(ApprovalStatus Status, string By, string? Comment) : ApprovalCommand;

/// <summary>The time to decide may be over. Without effect before that and after a decision.</summary>
public sealed record ExpireApproval : ApprovalCommand;
