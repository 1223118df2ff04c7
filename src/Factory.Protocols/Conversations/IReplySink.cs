namespace Factory.Protocols.Conversations;

/// <summary>
/// Takes a streamed reply piece by piece. Pieces of one kind belong to one block until <see cref="Close"/> or a piece of another kind comes; calls never interleave.
/// </summary>
internal interface IReplySink
{
    void Text(string piece);

    void Refusal(string piece);

    void Thinking(string piece);

    /// <summary>The seal of the open thoughts, or of none: then it stands alone.</summary>
    void Sealed(ReasoningSignature seal);

    void Call(string id, ToolName name);

    /// <summary>More of the open call's arguments.</summary>
    void Arguments(string piece);

    /// <summary>The open block is whole. Without an open block nothing happens.</summary>
    void Close();

    /// <summary>What is known of the usage so far; later counts replace earlier ones.</summary>
    void Count(Usage usage);

    void Stopped(StopReason stop, string? sequence);

    /// <summary>The provider said that it failed. Nothing follows.</summary>
    void Failed(Failure failure);

    /// <summary>Nothing follows: writes the terminal event, once.</summary>
    void End();
}

internal enum FailureKind
{
    InvalidRequest,
    Authentication,
    Billing,
    Permission,
    NotFound,
    TooLarge,
    RateLimit,
    Overloaded,
    Server,
    Timeout,
}

internal sealed record Failure(FailureKind Kind, string Message);
