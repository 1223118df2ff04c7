namespace Factory.Domain.Limits;

/// <summary>
/// So much in any minute and no more, whenever that minute begins. Counts by the second: any 60 seconds touch at most 61 of them, so an entry waits up to a second longer than it
/// strictly must. Needs the same room however much passes.
/// </summary>
/// <remarks>Instants are times since some fixed beginning and never go back. Not thread-safe.</remarks>
public sealed class SlidingWindow(long limit)
{
    private const int Seconds = 61;

    private readonly long[] _counts = new long[Seconds];
    private long _latest;
    private long _sum;

    /// <summary>What may pass in a minute; can be changed on the way.</summary>
    public long Limit { get; set; } = limit;

    /// <summary>How long until this much may pass; zero for now. More than the limit passes alone, as if it were the limit: nobody could ever send it otherwise.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="amount">How much.</param>
    /// <param name="ahead">What waits already and goes first.</param>
    public TimeSpan WaitFor(TimeSpan now, long amount, long ahead = 0)
    {
        Advance(now);
        var total = Math.Min(amount, Limit) + ahead;
        if (_sum + total <= Limit)
        {
            return TimeSpan.Zero;
        }

        // What waits ahead fills whole minutes first; within the last one, the oldest counts must go.
        var minutes = (total - 1) / Limit;
        var excess = Math.Min(_sum, _sum + total - (minutes * Limit) - Limit);
        var second = Math.Max(0, _latest - Seconds + 1);
        for (var gone = Count(second); gone < excess; gone += Count(second))
        {
            second++;
        }

        var free = excess <= 0 ? now : TimeSpan.FromSeconds(second + Seconds);
        return free - now + TimeSpan.FromSeconds(minutes * Seconds);
    }

    /// <summary>Counts what passes now.</summary>
    public void Add(TimeSpan now, long amount)
    {
        Advance(now);
        Change(_latest, amount);
    }

    /// <summary>What passed at that instant turned out to be more, or less when negative. Nothing happens when that is longer ago than a minute.</summary>
    public void Adjust(TimeSpan at, TimeSpan now, long difference)
    {
        Advance(now);
        var second = SecondOf(at);
        if (second > _latest - Seconds)
        {
            Change(second, Math.Max(difference, -Count(second)));
        }
    }

    private void Advance(TimeSpan now)
    {
        var second = SecondOf(now);
        if (second - _latest >= Seconds)
        {
            Array.Clear(_counts);
            (_latest, _sum) = (second, 0);
        }

        while (_latest < second)
        {
            _latest++;
            _sum -= Count(_latest);
            _counts[_latest % Seconds] = 0;
        }
    }

    private void Change(long second, long by)
    {
        _counts[second % Seconds] += by;
        _sum += by;
    }

    private long Count(long second) => _counts[second % Seconds];

    private static long SecondOf(TimeSpan instant) => instant.Ticks / TimeSpan.TicksPerSecond;
}
