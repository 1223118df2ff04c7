namespace Factory.Contracts.Approvals;

/// <summary>Status of an approval.</summary>
public enum ApprovalStatus
{
    /// <summary>Waiting for the operator.</summary>
    Pending,

    /// <summary>The operator approved.</summary>
    Approved,

    /// <summary>The operator rejected.</summary>
    Rejected,

    /// <summary>Not decided in time; counts as rejected.</summary>
    Expired,
}

/// <summary>How far an action class requires the operator.</summary>
public enum ApprovalTier
{
    /// <summary>The factory acts without the operator.</summary>
    Auto,

    /// <summary>The factory acts and then notifies the operator.</summary>
    NotifyAfter,

    /// <summary>The operator must approve before the factory acts.</summary>
    ApproveBefore,

    /// <summary>Only the operator acts; the factory proposes.</summary>
    NeverAuto,
}
