namespace Factory.Domain.Limits;

/// <summary>Requests and tokens of a provider on the current day (UTC), compared with its daily limits.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class DailyQuota
{
    private DateOnly _day;
    private long _requests;
    private long _tokens;

    /// <summary>
    /// How long a call must wait: zero when it fits, else until midnight. A call of more tokens than the daily limit
    /// counts as the limit; otherwise it could never run.
    /// </summary>
    public TimeSpan WaitFor(DateTimeOffset now, ProviderLimits limits, long tokens)
    {
        RollOver(now);
        return (limits.RequestsPerDay is { } requests && _requests + 1 > requests)
            || (limits.TokensPerDay is { } all && _tokens + Math.Min(tokens, all) > all)
            ? NextMidnight(now) - now
            : TimeSpan.Zero;
    }

    /// <summary>Sets the counts of the current day, after a restart.</summary>
    public void Restore(DateTimeOffset now, long requests, long tokens)
    {
        RollOver(now);
        (_requests, _tokens) = (requests, tokens);
    }

    /// <summary>Adds requests and tokens.</summary>
    public void Add(DateTimeOffset now, long requests, long tokens)
    {
        RollOver(now);
        _requests += requests;
        _tokens += tokens;
    }

    /// <summary>
    /// Corrects the tokens of a call once its usage is known. Ignored when the call was counted on another day.
    /// </summary>
    /// <param name="day">The day on which the call was counted.</param>
    /// <param name="difference">Tokens beyond what was counted; negative for fewer.</param>
    public void Adjust(DateOnly day, long difference)
    {
        if (day == _day)
        {
            _tokens = Math.Max(0, _tokens + difference);
        }
    }

    /// <summary>Removes a call that was never sent. Ignored when it was counted on another day.</summary>
    public void Void(DateOnly day, long tokens)
    {
        if (day == _day)
        {
            (_requests, _tokens) = (Math.Max(0, _requests - 1), Math.Max(0, _tokens - tokens));
        }
    }

    /// <summary>
    /// The remaining part of the daily limits, 0 to 1, the lower of requests and tokens; null without limits.
    /// </summary>
    public double? Remaining(DateTimeOffset now, ProviderLimits? limits)
    {
        RollOver(now);
        var requests = Remaining(_requests, limits?.RequestsPerDay);
        var tokens = Remaining(_tokens, limits?.TokensPerDay);
        return requests is null ? tokens : tokens is null ? requests : Math.Min(requests.Value, tokens.Value);
    }

    /// <summary>Start of the next day (UTC).</summary>
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
