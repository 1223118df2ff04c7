namespace Factory.Engine.Diagnostics;

/// <summary>What an operator may want to see of a running engine.</summary>
public interface IEngineDiagnostics
{
    /// <summary>How many activations are in memory, by grain class.</summary>
    IReadOnlyDictionary<string, int> ActivationsByClass();

    /// <summary>All that is measured. Walks the activations: for people and dashboards, not for every call.</summary>
    EngineSnapshot Snapshot();
}
