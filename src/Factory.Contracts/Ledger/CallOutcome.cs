namespace Factory.Contracts.Ledger;

/// <summary>Outcome of a model call in the ledger.</summary>
public enum CallOutcome
{
    /// <summary>The response is complete and includes the provider's usage.</summary>
    Succeeded,

    /// <summary>The response is complete but has no usage: the call costs its reservation.</summary>
    UsageMissing,

    /// <summary>The provider responded with an error and generated nothing: the call costs nothing.</summary>
    Rejected,

    /// <summary>The response broke off: the call costs its reservation unless usage was reported before.</summary>
    Interrupted,

    /// <summary>The client disconnected: the call costs its reservation unless usage was reported before.</summary>
    ClientDisconnected,

    /// <summary>A budget was used up during the response, which was cut.</summary>
    BudgetExceeded,

    /// <summary>Not a call: the part of a lease for which a crash left no row. It counts as spent.</summary>
    Unaccounted,
}
