namespace Factory.Agents.Loop;

/// <summary>
/// Observes the loop. Implementations must not block, and must be safe for concurrent use: tools can run in parallel.
/// </summary>
internal interface ILoopObserver
{
    /// <summary>Called after a model call.</summary>
    /// <param name="turns">The number of model calls so far.</param>
    void ReportTurn(int turns);

    /// <summary>Called for each step that is shown as progress.</summary>
    /// <param name="action">The step, in one line.</param>
    void ReportAction(string action);
}
