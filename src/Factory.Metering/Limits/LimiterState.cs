using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>What a gate counts, and what it makes of it. Not thread-safe: the gate's lock is around it.</summary>
internal sealed class LimiterState
{
    private SlidingWindow? _requests;
    private SlidingWindow? _tokens;
    private EffectiveLimits _limits = new(1, null);

    public EffectiveLimits Limits
    {
        get => _limits;
        set
        {
            _limits = value;
            _requests = Window(_requests, value.Published?.RequestsPerMinute);
            _tokens = Window(_tokens, value.Published?.TokensPerMinute);
        }
    }

    /// <summary>Calls under way.</summary>
    public int Inside { get; private set; }

    public CircuitBreaker Breaker { get; private set; }

    public RetryAfterBackoff Pause { get; private set; }

    public DailyQuota Day { get; } = new();

    public SubscriptionQuota Plan { get; } = new();

    /// <summary>What is in the way of a call.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="utc">The same instant as a time of day.</param>
    /// <param name="tokens">Its worst case.</param>
    /// <param name="callsAhead">Calls that go first.</param>
    /// <param name="tokensAhead">Their worst cases.</param>
    public Admission Look(TimeSpan now, DateTimeOffset utc, long tokens, int callsAhead = 0, long tokensAhead = 0)
    {
        if (!Breaker.Admits(now))
        {
            return new(LimitReason.Breaker, Breaker.Stage == CircuitState.Open ? Breaker.Until - now : null);
        }

        var verdict = new Admission(LimitReason.None, TimeSpan.Zero);
        if (Pause.Until > now)
        {
            verdict = new(LimitReason.Pause, Pause.Until - now);
        }

        if (Limits.HasDay)
        {
            verdict = Longer(verdict, LimitReason.Day, Day.WaitFor(utc, Limits.Published!, tokens));
        }

        if (Limits.Plan is { } plan)
        {
            verdict = Longer(verdict, LimitReason.Plan, Plan.WaitFor(utc, plan, tokens));
        }

        if (_requests is not null)
        {
            verdict = Longer(verdict, LimitReason.Requests, _requests.WaitFor(now, 1, callsAhead));
        }

        if (_tokens is not null)
        {
            verdict = Longer(verdict, LimitReason.Tokens, _tokens.WaitFor(now, tokens, tokensAhead));
        }

        return verdict.Passes && Inside + callsAhead >= Limits.Calls ? new(LimitReason.Places, null) : verdict;
    }

    /// <summary>A call passes.</summary>
    /// <returns>True when it is the breaker's probe.</returns>
    public bool Enter(TimeSpan now, DateTimeOffset utc, long tokens)
    {
        Inside++;
        _requests?.Add(now, 1);
        _tokens?.Add(now, tokens);
        if (Limits.HasDay)
        {
            Day.Add(utc, 1, tokens);
        }

        if (Limits.Plan is { } plan)
        {
            Plan.Add(utc, plan, tokens);
        }

        Breaker = Breaker.Enter();
        return Breaker.IsProbing;
    }

    /// <summary>A call was answered.</summary>
    /// <param name="entry">What it was counted as.</param>
    /// <param name="answer">How it went.</param>
    /// <param name="now">The instant.</param>
    /// <param name="spread">0 to 1, for pauses.</param>
    public void Answer(PermitInfo entry, ProviderOutcome answer, TimeSpan now, double spread)
    {
        Breaker = Breaker.Answer(answer.Kind, entry.IsProbe, now, spread);
        Pause = answer.Kind switch
        {
            ProviderOutcomeKind.Works => Pause.Worked(),
            ProviderOutcomeKind.Busy => Pause.Asked(now, answer.RetryAfter, spread),
            _ when answer.RetryAfter is { } word => Pause.Asked(now, word, spread),
            _ => Pause,
        };
        if (answer.Tokens is { } used && used != entry.Tokens)
        {
            _tokens?.Correct(entry.At, now, used - entry.Tokens);
            Day.Correct(entry.Day, used - entry.Tokens);
            Plan.Correct(entry.PlanEnds, used - entry.Tokens);
        }
    }

    /// <summary>A call that passed never went out: nothing of it counts.</summary>
    public void Withdraw(PermitInfo entry, TimeSpan now)
    {
        _requests?.Correct(entry.At, now, -1);
        _tokens?.Correct(entry.At, now, -entry.Tokens);
        Day.Withdraw(entry.Day, entry.Tokens);
        Plan.Correct(entry.PlanEnds, -entry.Tokens);
    }

    /// <summary>A call is over.</summary>
    public void Leave(bool isUnansweredProbe)
    {
        Inside--;
        if (isUnansweredProbe)
        {
            Breaker = Breaker.Abandon();
        }
    }

    /// <summary>The most tokens that a call counts as: its worst case is a guess, and one beyond a whole limit would never pass.</summary>
    public long Bounded(long tokens) =>
        Math.Min(Math.Min(tokens, Limits.Plan?.Tokens ?? long.MaxValue), Math.Min(Limits.Published?.TokensPerMinute ?? long.MaxValue, Limits.Published?.TokensPerDay ?? long.MaxValue));

    /// <summary>The part that is left of the day or of the plan's window, whichever is less; null where neither has an end.</summary>
    public double? Left(DateTimeOffset utc)
    {
        var day = Limits.HasDay ? Day.Left(utc, Limits.Published) : null;
        return Limits.Plan is { } plan ? Math.Min(Plan.Left(utc, plan), day ?? 1) : day;
    }

    private static Admission Longer(Admission known, LimitReason obstacle, TimeSpan wait) => wait > known.Wait ? new(obstacle, wait) : known;

    private static SlidingWindow? Window(SlidingWindow? old, int? limit)
    {
        if (limit is not { } set)
        {
            return null;
        }

        old ??= new SlidingWindow(set);
        old.Limit = set;
        return old;
    }
}

/// <summary>What a call was counted as when it passed.</summary>
internal readonly record struct PermitInfo(TimeSpan At, DateOnly Day, DateTimeOffset? PlanEnds, long Tokens, bool IsProbe);
