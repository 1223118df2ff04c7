using Factory.Engine.Calls;

namespace Orleans.Runtime;

/// <summary>Settings of sequences that grains return.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>Lets at most so many elements that are ready travel together. Other sequences are returned as they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        if (self is GrainEnumeration<T> enumeration)
        {
            enumeration.MaxBatchSize = maxBatchSize;
        }

        return self;
    }
}
