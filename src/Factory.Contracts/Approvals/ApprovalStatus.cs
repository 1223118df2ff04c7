namespace Factory.Contracts.Approvals;

/// <summary>Status of an approval.</summary>
public enum ApprovalStatus
{
    /// <summary>Waiting for the operator.</summary>
    Pending,

    /// <summary>The operator approved it.</summary>
    Approved,

    /// <summary>The operator rejected it.</summary>
    Rejected,

    /// <summary>Not decided in time; counts as rejected.</summary>
    Expired,

    /// <summary>The operator sent the work back with a reason.</summary>
    ChangesRequested,
}

/// <summary>How much the operator is involved in a class of action.</summary>
public enum ApprovalTier
{
    /// <summary>The factory acts.</summary>
    Auto,

    /// <summary>The factory acts, then notifies the operator.</summary>
    NotifyAfter,

    /// <summary>The factory acts after the operator's approval.</summary>
    ApproveBefore,

    /// <summary>
    /// The factory only proposes, and the operator acts. A merge or a deployment is performed after the operator's
    /// approval, as under <see cref="ApproveBefore"/>.
    /// </summary>
    NeverAuto,
}
