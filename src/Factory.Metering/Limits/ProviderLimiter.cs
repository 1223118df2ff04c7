using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>
/// Limits calls to one provider. Whoever finds it free passes at once, without waiting or switching threads; the others queue, first come, first served, so that a large call is not
/// passed by small ones forever. One timer wakes the first of the queue when its obstacle is known to go.
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

    public string Name => name;

    /// <summary>Takes limits into force; what waits or is under way stays.</summary>
    public void Configure(EffectiveLimits limits)
    {
        lock (_lock)
        {
            var hadPast = _state.Limits.NeedsRestore;
            _state.Limits = limits;
            Volatile.Write(ref _isRestored, !limits.NeedsRestore || (hadPast && _isRestored));
            DrainQueue(Now());
        }
    }

    /// <summary>The plan that pays; null for none.</summary>
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

    /// <summary>False while it has a quota and does not know yet what is left of it.</summary>
    public bool IsRestored => Volatile.Read(ref _isRestored);

    /// <summary>Takes over what the ledger knows of today, and of the time of the plan's window.</summary>
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

    /// <summary>Takes somebody out of the queue; false when there is nobody to take out any more.</summary>
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

    public void RecordOutcome(PermitInfo permit, ProviderOutcome outcome)
    {
        lock (_lock)
        {
            var now = Now();
            _state.RecordOutcome(permit, outcome, now, outcome.Kind == ProviderOutcomeKind.Success ? 0 : spread());
            DrainQueue(now);
        }
    }

    public void Void(PermitInfo permit)
    {
        lock (_lock)
        {
            var now = Now();
            _state.Void(permit, now);
            DrainQueue(now);
        }
    }

    public void Release(bool isUnansweredProbe)
    {
        lock (_lock)
        {
            _state.Release(isUnansweredProbe);
            DrainQueue(Now());
        }
    }

    /// <summary>How it stands now.</summary>
    public LimiterSnapshot Snapshot()
    {
        lock (_lock)
        {
            var (now, utc) = (Now(), time.GetUtcNow());
            var admission = _state.Check(now, utc, tokens: 1);
            var isShut = admission.Reason is LimitReason.CircuitOpen or LimitReason.RetryAfter or LimitReason.DailyQuota or LimitReason.SubscriptionQuota;
            var standing = new ProviderHealth(
                _state.QuotaRemaining(utc),
                !isShut,
                isShut && admission.Wait is { } retryAfter ? utc + retryAfter : null,
                isShut ? LimiterProblems.Describe(admission.Reason, _state.Circuit) : null);
            return new(name, _state.ActiveCalls, _queue.Count, _state.Circuit.State, standing);
        }
    }

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
        return new(new ProviderPermit(this, new PermitInfo(now, DateOnly.FromDateTime(utc.UtcDateTime), _state.SubscriptionQuota.WindowEnd, tokens, isProbe)), null);
    }

    /// <summary>Lets in, or sends away, from the head of the queue for as long as that is possible; then sees to being woken.</summary>
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
            head.Complete(admission.IsAdmitted ? Admit(now, head.Tokens) : new AcquireResult(null, LimiterProblems.ToRejection(name, _state.Limits, _state.Circuit, admission)));
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

        // The timer belongs to the gate: it must not keep the context of the caller that happened to set it.
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

                // A timer may fire a little early; its moment has come all the same.
                var now = Now();
                DrainQueue(now > at ? now : at);
            }
        }
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);

    /// <summary>Read only where the time of day counts.</summary>
    private DateTimeOffset Utc() => _state.Limits.NeedsRestore ? time.GetUtcNow() : default;
}

/// <summary>A door as others see it.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="ActiveCalls">Calls under way.</param>
/// <param name="QueuedCalls">Calls that wait for a permit.</param>
/// <param name="Circuit">Where its breaker stands.</param>
/// <param name="Health">What routing makes of it.</param>
internal sealed record LimiterSnapshot(string Provider, int ActiveCalls, int QueuedCalls, Domain.Limits.CircuitState Circuit, ProviderHealth Health);
