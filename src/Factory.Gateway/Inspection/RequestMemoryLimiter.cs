namespace Factory.Gateway.Inspection;

/// <summary>
/// Limits the memory of all request bodies together, so that many large ones at once are rejected instead of exhausting
/// the silo.
/// </summary>
/// <remarks>Thread safe.</remarks>
internal sealed class RequestMemoryLimiter(long max)
{
    private long _reserved;

    /// <summary>Reserves bytes, which <see cref="Release"/> must give back.</summary>
    /// <exception cref="RequestMemoryExceededException">The limit is reached. Nothing was reserved.</exception>
    public void Reserve(int bytes)
    {
        // Adds first and checks then: checking first would let two calls through at once. At the limit two calls may
        // both be rejected where one would fit, which is the harmless mistake.
        if (Interlocked.Add(ref _reserved, bytes) > max)
        {
            Interlocked.Add(ref _reserved, -bytes);
            throw new RequestMemoryExceededException();
        }
    }

    /// <summary>Gives reserved bytes back.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _reserved, -bytes);
}
