using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>
/// Limits calls to one provider. A call that finds it free gets its permit at once, on its own thread; the others
/// queue, first come, first served, because small calls would otherwise overtake a large one for as long as they come.
/// One timer fires when the first of the queue may pass or has waited too long.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ProviderLimiter(string name, TimeProvider time, Func<double> spread) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedAcquire> _queue = new();
    private readonly LimiterState _state = new();
    private readonly long _start = time.GetTimestamp();
    private ITimer? _timer;
    private TimeSpan _timerAt = TimeSpan.MaxValue;
    private long _queuedTokens;
    private bool _isRestored = true;

    /// <summary>The provider's name.</summary>
    public string Name => name;

    /// <summary>Applies limits. Calls that are queued or under way stay.</summary>
    public void Configure(EffectiveLimits limits)
    {
        lock (_lock)
        {
            var wasRestorable = _state.Limits.NeedsRestore;
            _state.Limits = limits;

            // A quota that was counted before the change stays valid; one that is new must be read from the ledger
            // first, or a reload would hand out the day's quota a second time.
            Volatile.Write(ref _isRestored, !limits.NeedsRestore || (wasRestorable && _isRestored));
            DrainQueue(Now());
        }
    }

    /// <summary>The subscription that pays; null for none.</summary>
    public SubscriptionWindow? Subscription
    {
        get
        {
            lock (_lock)
            {
                return _state.Limits.Subscription;
            }
        }
    }

    /// <summary>False while it has a quota of which the used part has not been read from the ledger yet.</summary>
    public bool IsRestored => Volatile.Read(ref _isRestored);

    /// <summary>Takes over what the ledger has for today and for the subscription's window.</summary>
    public void Restore(DateTimeOffset at, long calls, long tokens, long planTokens)
    {
        lock (_lock)
        {
            if (!_isRestored)
            {
                _state.DailyQuota.Restore(at, calls, tokens);
                if (_state.Limits.Subscription is { } plan)
                {
                    _state.SubscriptionQuota.Restore(at, plan, planTokens);
                }

                Volatile.Write(ref _isRestored, true);
            }
        }
    }

    /// <inheritdoc cref="IProviderLimiters.AcquireAsync"/>
    public ValueTask<AcquireResult> AcquireAsync(long tokens, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireResult>(cancellationToken);
        }

        QueuedAcquire queued;
        lock (_lock)
        {
            var now = Now();
            var bounded = _state.ClampTokens(tokens);
            var admission = _state.Check(now, Utc(), bounded, _queue.Count, _queuedTokens);

            // With a queue even a call that would fit waits: the first in the queue may need more tokens than are free
            // now, and would never get them.
            if (admission.IsAdmitted && _queue.Count == 0)
            {
                return new(Admit(now, bounded));
            }

            if (!admission.ShouldQueue(EffectiveLimits.MaxQueueWait))
            {
                return new(new AcquireResult(null, LimiterProblems.ToRejection(name, _state.Limits, _state.Circuit, admission)));
            }

            if (_queue.Count >= EffectiveLimits.MaxQueueLength)
            {
                return new(new AcquireResult(null, LimiterProblems.QueueFull(name, admission)));
            }

            queued = new QueuedAcquire(this, bounded, now + EffectiveLimits.MaxQueueWait);
            _queue.AddLast(queued);
            _queuedTokens += bounded;
            DrainQueue(now);
        }

        return queued.WaitAsync(cancellationToken);
    }

    /// <summary>Removes a call from the queue; false when it has already left it.</summary>
    public bool TryDequeue(QueuedAcquire queued)
    {
        lock (_lock)
        {
            if (!_queue.Remove(queued))
            {
                return false;
            }

            _queuedTokens -= queued.Tokens;
            DrainQueue(Now());
            return true;
        }
    }

    /// <summary>Takes a call's outcome over.</summary>
    public void RecordOutcome(PermitInfo permit, ProviderOutcome outcome)
    {
        lock (_lock)
        {
            var now = Now();
            _state.RecordOutcome(permit, outcome, now, outcome.Kind == ProviderOutcomeKind.Success ? 0 : spread());
            DrainQueue(now);
        }
    }

    /// <summary>Takes back what was counted for a call that was never sent.</summary>
    public void Void(PermitInfo permit)
    {
        lock (_lock)
        {
            var now = Now();
            _state.Void(permit, now);
            DrainQueue(now);
        }
    }

    /// <summary>Ends a call.</summary>
    /// <param name="isUnansweredProbe">True for a probe without an outcome.</param>
    public void Release(bool isUnansweredProbe)
    {
        lock (_lock)
        {
            _state.Release(isUnansweredProbe);
            DrainQueue(Now());
        }
    }

    /// <summary>Its state now.</summary>
    public LimiterSnapshot Snapshot()
    {
        lock (_lock)
        {
            var (now, utc) = (Now(), time.GetUtcNow());
            var admission = _state.Check(now, utc, tokens: 1);
            var isBlocked = admission.Reason is LimitReason.CircuitOpen
                or LimitReason.RetryAfter
                or LimitReason.DailyQuota
                or LimitReason.SubscriptionQuota;
            var health = new ProviderHealth(
                _state.QuotaRemaining(utc),
                !isBlocked,
                isBlocked && admission.Wait is { } retryAfter ? utc + retryAfter : null,
                isBlocked ? LimiterProblems.Describe(admission.Reason, _state.Circuit) : null);
            return new(name, _state.ActiveCalls, _queue.Count, _state.Circuit.State, health);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private AcquireResult Admit(TimeSpan now, long tokens)
    {
        var utc = Utc();
        var isProbe = _state.Admit(now, utc, tokens);
        return new(
            new ProviderPermit(
                this,
                new PermitInfo(now, DateOnly.FromDateTime(utc.UtcDateTime), _state.SubscriptionQuota.WindowEnd, tokens, isProbe)),
            null);
    }

    /// <summary>
    /// Admits or rejects calls from the head of the queue for as long as possible; then sets the timer for the next
    /// change.
    /// </summary>
    private void DrainQueue(TimeSpan now)
    {
        while (_queue.First is { Value: var head })
        {
            var admission = _state.Check(now, Utc(), head.Tokens);
            var left = head.Deadline - now;
            if (!admission.IsAdmitted && left > TimeSpan.Zero && admission.ShouldQueue(left))
            {
                ScheduleTimer(now + (admission.Wait is { } retryAfter && retryAfter < left ? retryAfter : left));
                return;
            }

            _queue.RemoveFirst();
            _queuedTokens -= head.Tokens;
            head.Complete(admission.IsAdmitted
                ? Admit(now, head.Tokens)
                : new AcquireResult(null, LimiterProblems.ToRejection(name, _state.Limits, _state.Circuit, admission)));
        }

        ScheduleTimer(TimeSpan.MaxValue);
    }

    private void ScheduleTimer(TimeSpan at)
    {
        if (at == _timerAt)
        {
            return;
        }

        _timer?.Dispose();
        (_timer, _timerAt) = (null, at);
        if (at == TimeSpan.MaxValue)
        {
            return;
        }

        var due = at - Now();

        // The timer outlives the caller that happened to set it and must not keep its execution context, with its trace
        // and log scopes, alive.
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(_ => OnTimer(at), null, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer(TimeSpan at)
    {
        lock (_lock)
        {
            if (at == _timerAt)
            {
                _timerAt = TimeSpan.MaxValue;

                // A timer may fire a little early. Taken by the clock, its moment would not have come, and it would be
                // set again and again for nothing.
                var now = Now();
                DrainQueue(now > at ? now : at);
            }
        }
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);

    /// <summary>
    /// The time of day, read only where a quota needs it: most providers have none, and every call passes here.
    /// </summary>
    private DateTimeOffset Utc() => _state.Limits.NeedsRestore ? time.GetUtcNow() : default;
}

/// <summary>The state of a limiter.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="ActiveCalls">Calls under way.</param>
/// <param name="QueuedCalls">Calls that wait for a permit.</param>
/// <param name="Circuit">The state of its circuit breaker.</param>
/// <param name="Health">What routing goes by.</param>
internal sealed record LimiterSnapshot(
    string Provider,
    int ActiveCalls,
    int QueuedCalls,
    Domain.Limits.CircuitState Circuit,
    ProviderHealth Health);
