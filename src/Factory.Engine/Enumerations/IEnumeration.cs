namespace Factory.Engine.Enumerations;

/// <summary>The grain's side of one enumeration, whatever its elements are.</summary>
internal interface IEnumeration
{
    /// <summary>Forgets that somebody asked; true when nobody had since it was forgotten last.</summary>
    bool IsForsaken();

    /// <summary>Cancels what the sequence waits for and runs its <c>finally</c> blocks. Never fails; may be called again.</summary>
    Task EndAsync();
}
