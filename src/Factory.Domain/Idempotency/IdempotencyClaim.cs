namespace Factory.Domain.Idempotency;

/// <summary>Result of a claim: exactly one of the records below.</summary>
public abstract record IdempotencyClaim
{
    private IdempotencyClaim()
    {
    }

    /// <summary>Nobody used the key: do the work, then complete or abandon it.</summary>
    public sealed record New : IdempotencyClaim;

    /// <summary>The same command was answered before: answer the same.</summary>
    /// <param name="Status">The status code of then.</param>
    /// <param name="Body">The body of then.</param>
    public sealed record Replay(int Status, string Body) : IdempotencyClaim;

    /// <summary>The key was used for another command: refuse with <c>idempotency.conflict</c>.</summary>
    public sealed record Conflict : IdempotencyClaim;

    /// <summary>The same command is being worked on right now: try again in a moment.</summary>
    public sealed record InProgress : IdempotencyClaim;
}
