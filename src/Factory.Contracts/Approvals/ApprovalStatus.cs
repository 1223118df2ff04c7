namespace Factory.Contracts.Approvals;

/// <summary>Where an approval stands.</summary>
public enum ApprovalStatus
{
    /// <summary>Waits for the operator.</summary>
    Pending,

    /// <summary>The operator said yes.</summary>
    Approved,

    /// <summary>The operator said no.</summary>
    Rejected,

    /// <summary>Not decided in time; counts as rejected.</summary>
    Expired,
}

/// <summary>How much an action class needs the operator.</summary>
public enum ApprovalTier
{
    /// <summary>Without asking.</summary>
    Auto,

    /// <summary>Acts, then notifies.</summary>
    NotifyAfter,

    /// <summary>Requires approval before the action.</summary>
    ApproveBefore,

    /// <summary>The operator acts himself; the factory only proposes.</summary>
    NeverAuto,
}
