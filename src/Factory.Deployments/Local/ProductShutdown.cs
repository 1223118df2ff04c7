namespace Factory.Deployments.Local;

/// <summary>Ends all products together: a slow one delays none of the others, and all have one deadline.</summary>
internal static class ProductShutdown
{
    /// <summary>Runs all ends at once; returns false when one has not completed within the limit.</summary>
    /// <param name="ends">Each ends a product.</param>
    /// <param name="limit">The time for all of them together.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Exception">One of them failed, after all have completed.</exception>
    public static async Task<bool> RunAsync(IEnumerable<Func<Task>> ends, TimeSpan limit, TimeProvider time)
    {
        // On threads of their own: ending a program examines the processes of the machine before it waits for the first
        // time.
        var all = Task.WhenAll(ends.Select(end => Task.Run(end)).ToList());
        try
        {
            await all.WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException) when (!all.IsCompleted)
        {
            return false;
        }
    }
}
