namespace Factory.Engine.Diagnostics;

/// <summary>What an operator may want to see of a running engine.</summary>
public interface IEngineDiagnostics
{
    /// <summary>How many activations are in memory, by grain class; a snapshot.</summary>
    IReadOnlyDictionary<string, int> ActivationsByClass();
}
