namespace Factory.Gateway.Inspection;

/// <summary>Counts the memory that request bodies hold, over all calls, so that many large ones at once are refused and do not take the silo down.</summary>
internal sealed class RequestMemoryLimiter(long max)
{
    private long _held;

    /// <summary>Takes so many more.</summary>
    /// <exception cref="RequestMemoryExceeded">There are none left.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > max)
        {
            Interlocked.Add(ref _held, -bytes);
            throw new RequestMemoryExceeded();
        }
    }

    /// <summary>Gives them back.</summary>
    public void Give(int bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>The memory for request bodies is used up for now.</summary>
internal sealed class RequestMemoryExceeded() : Exception("Too many large requests at once.");
