using System.Numerics;

namespace Factory.Engine.Diagnostics;

/// <summary>Counts durations in buckets that are an eighth of their size apart: exact enough for percentiles, and adding is one atomic step.</summary>
internal sealed class DurationHistogram
{
    private const int FineBits = 3;
    private const int Fine = 1 << FineBits;

    private readonly long[] _counts = new long[64 << FineBits];

    /// <param name="nanoseconds">How long.</param>
    /// <param name="weight">For how many calls this one stands.</param>
    public void Add(long nanoseconds, int weight) => Interlocked.Add(ref _counts[BucketOf(Math.Max(0, nanoseconds))], weight);

    /// <summary>The duration that this share of the given histograms' calls did not exceed; null when there were none.</summary>
    public static TimeSpan? Percentile(IReadOnlyCollection<DurationHistogram> all, double share)
    {
        var counts = new long[64 << FineBits];
        foreach (var histogram in all)
        {
            for (var bucket = 0; bucket < counts.Length; bucket++)
            {
                counts[bucket] += Volatile.Read(ref histogram._counts[bucket]);
            }
        }

        var wanted = (long)Math.Ceiling(counts.Sum() * share);
        if (wanted == 0)
        {
            return null;
        }

        var reached = 0;
        for (long below = counts[0]; below < wanted; below += counts[reached])
        {
            reached++;
        }

        return TimeSpan.FromMicroseconds(MiddleOf(reached) / 1000.0);
    }

    private static int BucketOf(long value)
    {
        if (value < Fine)
        {
            return (int)value;
        }

        var magnitude = BitOperations.Log2((ulong)value);
        return ((magnitude - FineBits + 1) << FineBits) + (int)((value >> (magnitude - FineBits)) & (Fine - 1));
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < Fine)
        {
            return bucket;
        }

        var shift = (bucket >> FineBits) - 1;
        return ((bucket & (Fine - 1)) + Fine + 0.5) * Math.Pow(2, shift);
    }
}
