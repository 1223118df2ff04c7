namespace Factory.Domain.Limits;

/// <summary>
/// A sliding-window rate limit: at most <see cref="Limit"/> in any 60 seconds, wherever they begin. It counts by whole
/// seconds, in constant memory.
/// </summary>
/// <remarks>
/// Any 60 seconds overlap at most 61 whole ones, so the window is 61 seconds long and a call can wait up to a second
/// longer than it must. A fixed minute or a token bucket would let twice the limit pass within some 60 seconds, which
/// providers reject. Instants are times since a fixed beginning and never go back. Not thread-safe.
/// </remarks>
/// <param name="limit">The initial limit.</param>
public sealed class SlidingWindow(long limit)
{
    private const int Seconds = 61;

    private readonly long[] _counts = new long[Seconds];
    private long _latest;
    private long _sum;

    /// <summary>Maximum sum in any minute. A change applies to the next wait.</summary>
    public long Limit { get; set; } = limit;

    /// <summary>
    /// How long until an amount may pass; zero for now. An amount above the limit counts as the limit: otherwise it
    /// could never pass.
    /// </summary>
    /// <param name="now">The instant.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="ahead">The sum of what is queued before it.</param>
    public TimeSpan WaitFor(TimeSpan now, long amount, long ahead = 0)
    {
        Advance(now);
        var total = Math.Min(amount, Limit) + ahead;
        if (_sum + total <= Limit)
        {
            return TimeSpan.Zero;
        }

        // What is queued ahead fills whole windows first. In the last window, the oldest seconds must leave it until
        // the excess is gone.
        var minutes = (total - 1) / Limit;
        var excess = Math.Min(_sum, _sum + total - (minutes * Limit) - Limit);
        // In the first minute the window begins before second 0; a negative remainder would be no index.
        var second = Math.Max(0, _latest - Seconds + 1);
        for (var left = Count(second); left < excess; left += Count(second))
        {
            second++;
        }

        var free = excess <= 0 ? now : TimeSpan.FromSeconds(second + Seconds);
        return free - now + TimeSpan.FromSeconds(minutes * Seconds);
    }

    /// <summary>Counts an amount that passes now.</summary>
    public void Add(TimeSpan now, long amount)
    {
        Advance(now);
        Change(_latest, amount);
    }

    /// <summary>Corrects an amount that passed at an instant. Ignored when that instant has left the window.</summary>
    /// <param name="at">When it passed.</param>
    /// <param name="now">The instant.</param>
    /// <param name="difference">What to add; negative to subtract.</param>
    public void Adjust(TimeSpan at, TimeSpan now, long difference)
    {
        Advance(now);
        var second = SecondOf(at);
        if (second > _latest - Seconds)
        {
            // Not below zero: a negative second would let more than the limit pass in the others.
            Change(second, Math.Max(difference, -Count(second)));
        }
    }

    private void Advance(TimeSpan now)
    {
        var second = SecondOf(now);
        // Everything has left the window. The loop below would step through every second of a pause of hours.
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
