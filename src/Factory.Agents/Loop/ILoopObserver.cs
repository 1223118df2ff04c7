namespace Factory.Agents.Loop;

/// <summary>Is told what the loop does. Calls must not block; tools that run beside each other call it at once.</summary>
internal interface ILoopObserver
{
    /// <summary>A model call ended.</summary>
    /// <param name="turns">Model calls so far.</param>
    void ReportTurn(int turns);

    /// <summary>Something worth a line of progress.</summary>
    void ReportAction(string action);
}
