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

    /// <summary>Nobody answered in time; counts as no.</summary>
    Expired,
}

/// <summary>How much an action class needs the operator.</summary>
public enum ApprovalTier
{
    /// <summary>Just do it.</summary>
    Auto,

    /// <summary>Do it, then tell.</summary>
    NotifyAfter,

    /// <summary>Ask first.</summary>
    ApproveBefore,

    /// <summary>The operator acts himself; the factory only proposes.</summary>
    NeverAuto,
}
