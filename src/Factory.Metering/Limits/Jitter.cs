namespace Factory.Metering.Limits;

/// <summary>
/// Random numbers to spread pauses with; not for secrets. Seeded by the clock, so that a test with a fixed clock
/// repeats them and two factories differ.
/// </summary>
internal sealed class Jitter(TimeProvider time)
{
    private ulong _state = unchecked((ulong)time.GetTimestamp() ^ (ulong)time.GetUtcNow().UtcTicks);

    /// <summary>The next number from 0 to below 1 (splitmix64).</summary>
    public double Next()
    {
        var z = Interlocked.Add(ref _state, 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) / (double)(1UL << 53);
    }
}
