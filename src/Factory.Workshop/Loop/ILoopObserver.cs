namespace Factory.Workshop.Loop;

/// <summary>Is told what the loop does. Calls come from one turn at a time and must not block.</summary>
internal interface ILoopObserver
{
    /// <summary>A model call ended.</summary>
    /// <param name="turns">Model calls so far.</param>
    void TurnEnded(int turns);

    /// <summary>Something worth a line of progress.</summary>
    void Acted(string action);
}
