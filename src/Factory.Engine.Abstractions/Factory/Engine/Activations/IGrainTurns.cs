namespace Factory.Engine.Activations;

/// <summary>The task scheduler of an activation's turns.</summary>
internal interface IGrainTurns
{
    /// <summary>The sections of the grain whose turn runs; null when it is no grain's.</summary>
    IReentrantSections? Sections { get; }
}
