using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>
/// The door to one provider. Whoever finds it free passes at once, without waiting or switching threads; the others queue, first come, first served, so that a large call is not
/// passed by small ones for ever. One timer wakes the first of the queue when its obstacle is known to go.
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
    private long _tokensWaiting;
    private bool _isReady = true;

    public string Name => name;

    /// <summary>Takes limits into force; what waits or is under way stays.</summary>
    public void Configure(EffectiveLimits limits)
    {
        lock (_lock)
        {
            var hadPast = _state.Limits.HasPast;
            _state.Limits = limits;
            Volatile.Write(ref _isReady, !limits.HasPast || (hadPast && _isReady));
            Pump(Now());
        }
    }

    /// <summary>The plan that pays; null for none.</summary>
    public SubscriptionWindow? Plan
    {
        get
        {
            lock (_lock)
            {
                return _state.Limits.Plan;
            }
        }
    }

    /// <summary>False while it has a quota and does not know yet what is left of it.</summary>
    public bool IsReady => Volatile.Read(ref _isReady);

    /// <summary>Takes over what the ledger knows of today, and of the time of the plan's window.</summary>
    public void Begin(DateTimeOffset at, long calls, long tokens, long planTokens)
    {
        lock (_lock)
        {
            if (!_isReady)
            {
                _state.Day.Begin(at, calls, tokens);
                if (_state.Limits.Plan is { } plan)
                {
                    _state.Plan.Begin(at, plan, planTokens);
                }

                Volatile.Write(ref _isReady, true);
            }
        }
    }

    /// <inheritdoc cref="IProviderLimiter.EnterAsync"/>
    public ValueTask<AcquireResult> EnterAsync(long tokens, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<AcquireResult>(cancellationToken);
        }

        QueuedAcquire waiter;
        lock (_lock)
        {
            var now = Now();
            var bounded = _state.Bounded(tokens);
            var verdict = _state.Look(now, Utc(), bounded, _queue.Count, _tokensWaiting);
            if (verdict.Passes && _queue.Count == 0)
            {
                return new(Admit(now, bounded));
            }

            if (!verdict.IsWorthWaiting(EffectiveLimits.LongestWait))
            {
                return new(new AcquireResult(null, LimiterProblems.Of(name, _state.Limits, _state.Breaker, verdict)));
            }

            if (_queue.Count >= EffectiveLimits.Queue)
            {
                return new(new AcquireResult(null, LimiterProblems.QueueFull(name, verdict)));
            }

            waiter = new QueuedAcquire(this, bounded, now + EffectiveLimits.LongestWait);
            _queue.AddLast(waiter);
            _tokensWaiting += bounded;
            Pump(now);
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>Takes somebody out of the queue; false when there is nobody to take out any more.</summary>
    public bool Remove(QueuedAcquire waiter)
    {
        lock (_lock)
        {
            if (!_queue.Remove(waiter))
            {
                return false;
            }

            _tokensWaiting -= waiter.Tokens;
            Pump(Now());
            return true;
        }
    }

    public void Answer(PermitInfo entry, ProviderOutcome answer)
    {
        lock (_lock)
        {
            var now = Now();
            _state.Answer(entry, answer, now, answer.Kind == ProviderOutcomeKind.Works ? 0 : spread());
            Pump(now);
        }
    }

    public void Withdraw(PermitInfo entry)
    {
        lock (_lock)
        {
            var now = Now();
            _state.Withdraw(entry, now);
            Pump(now);
        }
    }

    public void Leave(bool isUnansweredProbe)
    {
        lock (_lock)
        {
            _state.Leave(isUnansweredProbe);
            Pump(Now());
        }
    }

    /// <summary>How it stands now.</summary>
    public LimiterView Look()
    {
        lock (_lock)
        {
            var (now, utc) = (Now(), time.GetUtcNow());
            var verdict = _state.Look(now, utc, tokens: 1);
            var isShut = verdict.Obstacle is LimitReason.Breaker or LimitReason.Pause or LimitReason.Day or LimitReason.Plan;
            var standing = new ProviderHealth(
                _state.Left(utc),
                !isShut,
                isShut && verdict.Wait is { } wait ? utc + wait : null,
                isShut ? LimiterProblems.Reason(verdict.Obstacle, _state.Breaker) : null);
            return new(name, _state.Inside, _queue.Count, _state.Breaker.Stage, standing);
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
        var isProbe = _state.Enter(now, utc, tokens);
        return new(new ProviderPermit(this, new PermitInfo(now, DateOnly.FromDateTime(utc.UtcDateTime), _state.Plan.Ends, tokens, isProbe)), null);
    }

    /// <summary>Lets in, or sends away, from the head of the queue for as long as that is possible; then sees to being woken.</summary>
    private void Pump(TimeSpan now)
    {
        while (_queue.First is { Value: var head })
        {
            var verdict = _state.Look(now, Utc(), head.Tokens);
            var left = head.Deadline - now;
            if (!verdict.Passes && left > TimeSpan.Zero && verdict.IsWorthWaiting(left))
            {
                WakeAt(now + (verdict.Wait is { } wait && wait < left ? wait : left));
                return;
            }

            _queue.RemoveFirst();
            _tokensWaiting -= head.Tokens;
            head.Complete(verdict.Passes ? Admit(now, head.Tokens) : new AcquireResult(null, LimiterProblems.Of(name, _state.Limits, _state.Breaker, verdict)));
        }

        WakeAt(TimeSpan.MaxValue);
    }

    private void WakeAt(TimeSpan at)
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
        _timer = time.CreateTimer(_ => Wake(at), null, due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Wake(TimeSpan at)
    {
        lock (_lock)
        {
            if (at == _timerAt)
            {
                _timerAt = TimeSpan.MaxValue;

                // A timer may fire a little early; its moment has come all the same.
                var now = Now();
                Pump(now > at ? now : at);
            }
        }
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);

    /// <summary>Read only where the time of day counts.</summary>
    private DateTimeOffset Utc() => _state.Limits.HasPast ? time.GetUtcNow() : default;
}

/// <summary>A door as others see it.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Inside">Calls under way.</param>
/// <param name="Waiting">Calls that wait for a place.</param>
/// <param name="Breaker">Where its breaker stands.</param>
/// <param name="Standing">What routing makes of it.</param>
internal sealed record LimiterView(string Provider, int Inside, int Waiting, Domain.Limits.CircuitState Breaker, ProviderHealth Standing);
