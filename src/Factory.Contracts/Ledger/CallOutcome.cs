namespace Factory.Contracts.Ledger;

/// <summary>How a model call ended, as the ledger keeps it.</summary>
public enum CallOutcome
{
    /// <summary>The whole answer came, with the provider's usage.</summary>
    Succeeded,

    /// <summary>The whole answer came without usage: it costs its reservation.</summary>
    UsageMissing,

    /// <summary>The provider answered with an error and generated nothing: it costs nothing.</summary>
    Rejected,

    /// <summary>The provider broke off: it costs its reservation unless usage came before.</summary>
    Interrupted,

    /// <summary>The caller went away: it costs its reservation unless usage came before.</summary>
    ClientDisconnected,

    /// <summary>A budget was used up in the middle and the answer was cut.</summary>
    BudgetExceeded,

    /// <summary>No call: what a crash left of a lease without a record. It stays spent.</summary>
    Unaccounted,
}
