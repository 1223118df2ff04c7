using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>
/// What a limiter counts, and what follows from it for a call. Not thread-safe: <see cref="ProviderLimiter"/> holds its
/// lock around every member.
/// </summary>
internal sealed class LimiterState
{
    private SlidingWindow? _requests;
    private SlidingWindow? _tokens;
    private EffectiveLimits _limits = new(1, null);

    /// <summary>The limits in force. What was counted under earlier ones is kept.</summary>
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

    /// <summary>The circuit breaker.</summary>
    public CircuitBreaker Circuit { get; private set; }

    /// <summary>The pause that the provider requested.</summary>
    public RetryAfterBackoff Backoff { get; private set; }

    /// <summary>What was used of the day's quota (UTC).</summary>
    public DailyQuota DailyQuota { get; } = new();

    /// <summary>What was used of the subscription's window.</summary>
    public SubscriptionQuota SubscriptionQuota { get; } = new();

    /// <summary>Whether a call may pass now, and if not, why and for how long: the reason that lasts longest.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="utc">The same instant as a time of day.</param>
    /// <param name="tokens">Its upper bound.</param>
    /// <param name="callsAhead">Calls that are queued before it.</param>
    /// <param name="tokensAhead">Their upper bounds, in tokens.</param>
    public Admission Check(TimeSpan now, DateTimeOffset utc, long tokens, int callsAhead = 0, long tokensAhead = 0)
    {
        // First, because no wait for a quota or a window changes anything while the circuit is open.
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


        // Last: when a place becomes free is unknown, so a reason with a known end tells the caller more.
        return admission.IsAdmitted && ActiveCalls + callsAhead >= Limits.MaxConcurrentCalls
            ? new(LimitReason.Concurrency, null)
            : admission;
    }

    /// <summary>Counts a call that is let through, with its upper bound.</summary>
    /// <returns>True when it is the probe of a half-open circuit.</returns>
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

    /// <summary>Takes a call's outcome over, and replaces its upper bound by what it used.</summary>
    /// <param name="permit">What it was counted as.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="now">The instant.</param>
    /// <param name="spread">0 to 1, spreads pauses so that calls do not all come back at once.</param>
    public void RecordOutcome(PermitInfo permit, ProviderOutcome outcome, TimeSpan now, double spread)
    {
        Circuit = Circuit.RecordOutcome(outcome.Kind, permit.IsProbe, now, spread);
        Backoff = outcome.Kind switch
        {
            ProviderOutcomeKind.Success => Backoff.RecordSuccess(),
            ProviderOutcomeKind.Throttled => Backoff.RecordThrottled(now, outcome.RetryAfter, spread),
            _ when outcome.RetryAfter is { } requested => Backoff.RecordThrottled(now, requested, spread),
            _ => Backoff,
        };

        // The upper bound is often many times what a call uses. Left standing, it would use up a quota that the
        // provider still has.
        if (outcome.Tokens is { } used && used != permit.Tokens)
        {
            _tokens?.Adjust(permit.AcquiredAt, now, used - permit.Tokens);
            DailyQuota.Adjust(permit.Day, used - permit.Tokens);
            SubscriptionQuota.Adjust(permit.SubscriptionWindowEnds, used - permit.Tokens);
        }
    }

    /// <summary>Takes back what was counted for a call that was never sent.</summary>
    public void Void(PermitInfo permit, TimeSpan now)
    {
        _requests?.Adjust(permit.AcquiredAt, now, -1);
        _tokens?.Adjust(permit.AcquiredAt, now, -permit.Tokens);
        DailyQuota.Void(permit.Day, permit.Tokens);
        SubscriptionQuota.Adjust(permit.SubscriptionWindowEnds, -permit.Tokens);
    }

    /// <summary>Ends a call.</summary>
    /// <param name="isUnansweredProbe">True for a probe without an outcome.</param>
    public void Release(bool isUnansweredProbe)
    {
        ActiveCalls--;

        // Without this a probe whose caller disconnected would leave the circuit half open, and no other call would
        // ever be let through.
        if (isUnansweredProbe)
        {
            Circuit = Circuit.AbandonProbe();
        }
    }

    /// <summary>
    /// The most tokens that a call counts as: an upper bound above a whole limit would never pass, although the call
    /// may well use less.
    /// </summary>
    public long ClampTokens(long tokens) =>
        Math.Min(
            Math.Min(tokens, Limits.Subscription?.Tokens ?? long.MaxValue),
            Math.Min(Limits.Published?.TokensPerMinute ?? long.MaxValue, Limits.Published?.TokensPerDay ?? long.MaxValue));

    /// <summary>
    /// The part, 0 to 1, that is left of the day's quota or of the subscription's window, whichever is less; null where
    /// there is neither.
    /// </summary>
    public double? QuotaRemaining(DateTimeOffset utc)
    {
        var day = Limits.HasDailyQuota ? DailyQuota.Remaining(utc, Limits.Published) : null;
        return Limits.Subscription is { } plan ? Math.Min(SubscriptionQuota.Remaining(utc, plan), day ?? 1) : day;
    }

    private static Admission LongerWait(Admission known, LimitReason reason, TimeSpan retryAfter) =>
        retryAfter > known.Wait ? new(reason, retryAfter) : known;

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

/// <summary>What a call was counted as when it was let through.</summary>
/// <param name="AcquiredAt">When, on the limiter's clock.</param>
/// <param name="Day">The day (UTC) whose quota it counts for.</param>
/// <param name="SubscriptionWindowEnds">The end of the subscription's window that it counts for; null for none.</param>
/// <param name="Tokens">The tokens that were counted.</param>
/// <param name="IsProbe">Whether it is the probe of a half-open circuit.</param>
internal readonly record struct PermitInfo(
    TimeSpan AcquiredAt,
    DateOnly Day,
    DateTimeOffset? SubscriptionWindowEnds,
    long Tokens,
    bool IsProbe);
