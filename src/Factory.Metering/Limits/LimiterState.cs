using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>What a gate counts, and what it makes of it. Not thread-safe: the limiter's lock is around it.</summary>
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
            _requests = UpdateWindow(_requests, value.Published?.RequestsPerMinute);
            _tokens = UpdateWindow(_tokens, value.Published?.TokensPerMinute);
        }
    }

    /// <summary>Calls under way.</summary>
    public int ActiveCalls { get; private set; }

    public CircuitBreaker Circuit { get; private set; }

    public RetryAfterBackoff Backoff { get; private set; }

    public DailyQuota DailyQuota { get; } = new();

    public SubscriptionQuota SubscriptionQuota { get; } = new();

    /// <summary>What is in the way of a call.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="utc">The same instant as a time of day.</param>
    /// <param name="tokens">Its upper bound.</param>
    /// <param name="callsAhead">Calls that go first.</param>
    /// <param name="tokensAhead">Their worst cases.</param>
    public Admission Check(TimeSpan now, DateTimeOffset utc, long tokens, int callsAhead = 0, long tokensAhead = 0)
    {
        if (!Circuit.AllowsCall(now))
        {
            return new(LimitReason.CircuitOpen, Circuit.State == CircuitState.Open ? Circuit.OpenUntil - now : null);
        }

        var admission = new Admission(LimitReason.None, TimeSpan.Zero);
        if (Backoff.Until > now)
        {
            admission = new(LimitReason.RetryAfter, Backoff.Until - now);
        }

        if (Limits.HasDailyQuota)
        {
            admission = LongerWait(admission, LimitReason.DailyQuota, DailyQuota.WaitFor(utc, Limits.Published!, tokens));
        }

        if (Limits.Subscription is { } plan)
        {
            admission = LongerWait(admission, LimitReason.SubscriptionQuota, SubscriptionQuota.WaitFor(utc, plan, tokens));
        }

        if (_requests is not null)
        {
            admission = LongerWait(admission, LimitReason.RequestsPerMinute, _requests.WaitFor(now, 1, callsAhead));
        }

        if (_tokens is not null)
        {
            admission = LongerWait(admission, LimitReason.TokensPerMinute, _tokens.WaitFor(now, tokens, tokensAhead));
        }

        return admission.IsAdmitted && ActiveCalls + callsAhead >= Limits.MaxConcurrentCalls ? new(LimitReason.Concurrency, null) : admission;
    }

    /// <summary>A call passes.</summary>
    /// <returns>True when it is the breaker's probe.</returns>
    public bool Admit(TimeSpan now, DateTimeOffset utc, long tokens)
    {
        ActiveCalls++;
        _requests?.Add(now, 1);
        _tokens?.Add(now, tokens);
        if (Limits.HasDailyQuota)
        {
            DailyQuota.Add(utc, 1, tokens);
        }

        if (Limits.Subscription is { } plan)
        {
            SubscriptionQuota.Add(utc, plan, tokens);
        }

        Circuit = Circuit.BeginCall();
        return Circuit.IsProbing;
    }

    /// <summary>A call was answered.</summary>
    /// <param name="permit">What it was counted as.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="now">The instant.</param>
    /// <param name="spread">0 to 1, for pauses.</param>
    public void RecordOutcome(PermitInfo permit, ProviderOutcome outcome, TimeSpan now, double spread)
    {
        Circuit = Circuit.RecordOutcome(outcome.Kind, permit.IsProbe, now, spread);
        Backoff = outcome.Kind switch
        {
            ProviderOutcomeKind.Success => Backoff.RecordSuccess(),
            ProviderOutcomeKind.Throttled => Backoff.RecordThrottled(now, outcome.RetryAfter, spread),
            _ when outcome.RetryAfter is { } word => Backoff.RecordThrottled(now, word, spread),
            _ => Backoff,
        };
        if (outcome.Tokens is { } used && used != permit.Tokens)
        {
            _tokens?.Adjust(permit.AcquiredAt, now, used - permit.Tokens);
            DailyQuota.Adjust(permit.Day, used - permit.Tokens);
            SubscriptionQuota.Adjust(permit.SubscriptionWindowEnds, used - permit.Tokens);
        }
    }

    /// <summary>A call that passed never went out: nothing of it counts.</summary>
    public void Void(PermitInfo permit, TimeSpan now)
    {
        _requests?.Adjust(permit.AcquiredAt, now, -1);
        _tokens?.Adjust(permit.AcquiredAt, now, -permit.Tokens);
        DailyQuota.Void(permit.Day, permit.Tokens);
        SubscriptionQuota.Adjust(permit.SubscriptionWindowEnds, -permit.Tokens);
    }

    /// <summary>A call is over.</summary>
    public void Release(bool isUnansweredProbe)
    {
        ActiveCalls--;
        if (isUnansweredProbe)
        {
            Circuit = Circuit.AbandonProbe();
        }
    }

    /// <summary>The most tokens that a call counts as: its upper bound is a guess, and one beyond a whole limit would never pass.</summary>
    public long ClampTokens(long tokens) =>
        Math.Min(Math.Min(tokens, Limits.Subscription?.Tokens ?? long.MaxValue), Math.Min(Limits.Published?.TokensPerMinute ?? long.MaxValue, Limits.Published?.TokensPerDay ?? long.MaxValue));

    /// <summary>The part that is left of the day or of the plan's window, whichever is less; null where neither has an end.</summary>
    public double? QuotaRemaining(DateTimeOffset utc)
    {
        var day = Limits.HasDailyQuota ? DailyQuota.Remaining(utc, Limits.Published) : null;
        return Limits.Subscription is { } plan ? Math.Min(SubscriptionQuota.Remaining(utc, plan), day ?? 1) : day;
    }

    private static Admission LongerWait(Admission known, LimitReason obstacle, TimeSpan retryAfter) => retryAfter > known.Wait ? new(obstacle, retryAfter) : known;

    private static SlidingWindow? UpdateWindow(SlidingWindow? old, int? limit)
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
internal readonly record struct PermitInfo(TimeSpan AcquiredAt, DateOnly Day, DateTimeOffset? SubscriptionWindowEnds, long Tokens, bool IsProbe);
