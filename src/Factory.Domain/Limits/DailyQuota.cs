namespace Factory.Domain.Limits;

/// <summary>What a provider has been asked for today (UTC), against what it gives a day.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class DailyQuota
{
    private DateOnly _day;
    private long _requests;
    private long _tokens;

    /// <summary>How long until a call with so many tokens fits: zero, or until midnight. More tokens than a whole day has count as a day's.</summary>
    public TimeSpan WaitFor(DateTimeOffset now, ProviderLimits limits, long tokens)
    {
        RollOver(now);
        return (limits.RequestsPerDay is { } requests && _requests + 1 > requests)
            || (limits.TokensPerDay is { } all && _tokens + Math.Min(tokens, all) > all)
            ? NextMidnight(now) - now
            : TimeSpan.Zero;
    }

    /// <summary>Begins with what is known of that day.</summary>
    public void Restore(DateTimeOffset now, long requests, long tokens)
    {
        RollOver(now);
        (_requests, _tokens) = (requests, tokens);
    }

    /// <summary>Counts calls and tokens.</summary>
    public void Add(DateTimeOffset now, long requests, long tokens)
    {
        RollOver(now);
        _requests += requests;
        _tokens += tokens;
    }

    /// <summary>What a call of that day used turned out to be more, or less when negative.</summary>
    public void Adjust(DateOnly day, long difference)
    {
        if (day == _day)
        {
            _tokens = Math.Max(0, _tokens + difference);
        }
    }

    /// <summary>A call of that day never went out.</summary>
    public void Void(DateOnly day, long tokens)
    {
        if (day == _day)
        {
            (_requests, _tokens) = (Math.Max(0, _requests - 1), Math.Max(0, _tokens - tokens));
        }
    }

    /// <summary>The part of the day that is left, 0 to 1: of requests or of tokens, whichever is less; null without a limit.</summary>
    public double? Remaining(DateTimeOffset now, ProviderLimits? limits)
    {
        RollOver(now);
        var requests = Remaining(_requests, limits?.RequestsPerDay);
        var tokens = Remaining(_tokens, limits?.TokensPerDay);
        return requests is null ? tokens : tokens is null ? requests : Math.Min(requests.Value, tokens.Value);
    }

    /// <summary>When the next day begins.</summary>
    public static DateTimeOffset NextMidnight(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);

    private void RollOver(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (today != _day)
        {
            (_day, _requests, _tokens) = (today, 0, 0);
        }
    }

    private static double? Remaining(long used, int? limit) => limit is { } all ? Math.Max(0, 1 - ((double)used / all)) : null;
}
