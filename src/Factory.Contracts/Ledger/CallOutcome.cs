namespace Factory.Contracts.Ledger;

/// <summary>How a model call ended, as the ledger keeps it.</summary>
public enum CallOutcome
{
    /// <summary>The whole answer came, with the provider's usage.</summary>
    Ok,

    /// <summary>The whole answer came without usage: it costs its reservation.</summary>
    NoUsage,

    /// <summary>The provider answered with an error and generated nothing: it costs nothing.</summary>
    Refused,

    /// <summary>The provider broke off: it costs its reservation unless usage came before.</summary>
    Broken,

    /// <summary>The caller went away: it costs its reservation unless usage came before.</summary>
    Abandoned,

    /// <summary>A budget was used up in the middle and the answer was cut.</summary>
    Cut,

    /// <summary>No call: what a crash left of a lease without a record. It stays spent.</summary>
    Unaccounted,
}
