namespace Factory.Protocols.Canonical;

/// <summary>The author of a message.</summary>
internal enum Role
{
    /// <summary>Instructions, at the start of a conversation or in the middle.</summary>
    System,

    /// <summary>The user, and the results of tools.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
