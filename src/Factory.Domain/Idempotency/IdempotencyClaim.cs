namespace Factory.Domain.Idempotency;

/// <summary>Result of a claim: exactly one of the records below.</summary>
public abstract record IdempotencyClaim
{
    private IdempotencyClaim()
    {
    }

    /// <summary>The key is new: run the command, then complete or release it.</summary>
    public sealed record New : IdempotencyClaim;

    /// <summary>The same command was completed before: return its response.</summary>
    /// <param name="Status">The stored status code.</param>
    /// <param name="Body">The stored body.</param>
    public sealed record Replay(int Status, string Body) : IdempotencyClaim;

    /// <summary>The key was used for another command: reject with <c>idempotency.conflict</c>.</summary>
    public sealed record Conflict : IdempotencyClaim;

    /// <summary>The same command is running: the client should try again later.</summary>
    public sealed record InProgress : IdempotencyClaim;
}
