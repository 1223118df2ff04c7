namespace Factory.Gateway.Inspection;

/// <summary>Counts the memory that request bodies hold, over all calls, so that many large ones at once are refused and do not take the silo down.</summary>
internal sealed class RequestMemoryLimiter(long max)
{
    private long _reserved;

    /// <summary>Takes so many more.</summary>
    /// <exception cref="RequestMemoryExceededException">There are none left.</exception>
    public void Reserve(int bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) > max)
        {
            Interlocked.Add(ref _reserved, -bytes);
            throw new RequestMemoryExceededException();
        }
    }

    /// <summary>Gives them back.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _reserved, -bytes);
}

/// <summary>The memory for request bodies is used up for now.</summary>
internal sealed class RequestMemoryExceededException() : Exception("Too many large requests at once.");
