using System.Numerics;

namespace Factory.Domain.Limits;

/// <summary>
/// Circuit breaker of a provider. Calls that are bound to fail cost time, and those that break off midway cost money.
/// It opens after <see cref="MaxConsecutiveFailures"/> failures in a row, when <see cref="MaxFailuresInWindow"/> of the
/// last <see cref="WindowSize"/> calls failed, and at once when the provider rejects key or credit. It stays open for
/// <see cref="MinBreakDuration"/> and then lets one call through, the probe. It closes when the probe succeeds;
/// otherwise it opens for twice as long, at most <see cref="MaxBreakDuration"/>.
/// </summary>
/// <remarks>
/// Immutable; instants are times since a fixed beginning and never go back, so that a changed wall clock moves no
/// breaker.
/// </remarks>
/// <param name="State">Its state.</param>
/// <param name="History">The latest calls while closed, the newest in the lowest bit; 1 for a failure.</param>
/// <param name="ConsecutiveOpenings">Number of openings without a success in between.</param>
/// <param name="OpenUntil">While open: the instant from which one call may pass.</param>
/// <param name="IsProbing">While half open: true while the probe is running.</param>
/// <param name="Cause">Why it opened.</param>
public readonly record struct CircuitBreaker(
    CircuitState State,
    uint History,
    int ConsecutiveOpenings,
    TimeSpan OpenUntil,
    bool IsProbing,
    ProviderOutcomeKind Cause)
{
    /// <value>Failures in a row that open it: 5.</value>
    public const int MaxConsecutiveFailures = 5;

    /// <value>Failures among the remembered calls that open it: 10.</value>
    public const int MaxFailuresInWindow = 10;

    /// <value>Number of calls that are remembered: 20.</value>
    public const int WindowSize = 20;

    /// <value>Duration of the first opening: 5 seconds.</value>
    public static readonly TimeSpan MinBreakDuration = TimeSpan.FromSeconds(5);

    /// <value>Maximum duration of an opening: 100 seconds, 120 with jitter.</value>
    // Two minutes with jitter, as long as the built-in loop waits for a provider: a run that is retried after the
    // operator fixed the key must not find the breaker still open (docs/adr/0019).
    public static readonly TimeSpan MaxBreakDuration = TimeSpan.FromSeconds(100);

    private const uint WindowMask = (1u << WindowSize) - 1;
    private const uint ConsecutiveMask = (1u << MaxConsecutiveFailures) - 1;

    /// <summary>True when a call may pass now.</summary>
    public bool AllowsCall(TimeSpan now) => State switch
    {
        CircuitState.Open => now >= OpenUntil,
        // One probe at a time: a provider that is just recovering would otherwise get all waiting calls at once.
        CircuitState.HalfOpen => !IsProbing,
        _ => true,
    };

    /// <summary>The state after a call passed. A call that passes an open breaker is its probe.</summary>
    public CircuitBreaker BeginCall() =>
        State == CircuitState.Closed ? this : this with { State = CircuitState.HalfOpen, IsProbing = true };

    /// <summary>The state after the probe ended without an outcome; the next call is the probe.</summary>
    public CircuitBreaker AbandonProbe() => this with { IsProbing = false };

    /// <summary>The state after a call ended.</summary>
    /// <param name="kind">Its outcome.</param>
    /// <param name="isProbe">True for the probe.</param>
    /// <param name="now">The instant.</param>
    /// <param name="jitter">0 to 1: extends the opening by up to a fifth, so that many factories do not return at the
    /// same instant.</param>
    public CircuitBreaker RecordOutcome(ProviderOutcomeKind kind, bool isProbe, TimeSpan now, double jitter)
    {
        // Calls that were running when the breaker opened end later: they say nothing about the provider now and must
        // not extend the opening.
        if (!isProbe && State != CircuitState.Closed)
        {
            return this;
        }

        // A throttled call is not a failure: the provider works, and RetryAfterBackoff pauses the calls.
        var isFailure = kind is ProviderOutcomeKind.Failed or ProviderOutcomeKind.Disabled;
        if (isProbe)
        {
            // The default is a closed breaker without history: failures from before the opening must not count towards
            // the next.
            return isFailure ? Open(kind, now, jitter) : default;
        }

        var history = ((History << 1) | (isFailure ? 1u : 0u)) & WindowMask;
        // A rejected key or used-up credit opens it at once, because every further call would be rejected as well. The
        // window is there for a provider that fails every second call: it never fails five times in a row.
        var opens = kind == ProviderOutcomeKind.Disabled
            || (isFailure && ((history & ConsecutiveMask) == ConsecutiveMask || BitOperations.PopCount(history) >= MaxFailuresInWindow));
        return opens ? Open(kind, now, jitter) : this with { History = history };
    }

    private CircuitBreaker Open(ProviderOutcomeKind cause, TimeSpan now, double jitter)
    {
        // Exponential back-off; the count is capped at 30 so that the power stays finite.
        var pause = Math.Min(MaxBreakDuration.TotalSeconds, MinBreakDuration.TotalSeconds * Math.Pow(2, ConsecutiveOpenings)) * (1
            + (Math.Clamp(jitter, 0, 1) / 5));
        return new(CircuitState.Open, 0, Math.Min(ConsecutiveOpenings + 1, 30), now + TimeSpan.FromSeconds(pause), false, cause);
    }
}
