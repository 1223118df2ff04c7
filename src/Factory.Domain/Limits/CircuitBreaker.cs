using System.Numerics;

namespace Factory.Domain.Limits;

/// <summary>
/// Circuit breaker of a provider: they would cost time, and those that break off midway cost money. Opens after <see cref="MaxConsecutiveFailures"/> failures in a row, or
/// when <see cref="MaxFailuresInWindow"/> of the last <see cref="WindowSize"/> calls failed, or at once when the provider refuses key or credit. Then it stays open for
/// <see cref="MinBreakDuration"/>, lets one call through, and closes when that works; else it stays open twice as long as before, at most <see cref="MaxBreakDuration"/>.
/// </summary>
/// <param name="State">Where it stands.</param>
/// <param name="History">The latest calls while closed, the newest in the lowest bit; 1 for a failure.</param>
/// <param name="ConsecutiveOpenings">How often in a row it has opened.</param>
/// <param name="OpenUntil">While open: when one call may pass.</param>
/// <param name="IsProbing">While half open: that call is under way.</param>
/// <param name="Cause">Why it opened.</param>
public readonly record struct CircuitBreaker(CircuitState State, uint History, int ConsecutiveOpenings, TimeSpan OpenUntil, bool IsProbing, ProviderOutcomeKind Cause)
{
    /// <value>5 failures in a row open it.</value>
    public const int MaxConsecutiveFailures = 5;

    /// <value>10 failures among those remembered open it.</value>
    public const int MaxFailuresInWindow = 10;

    /// <value>The last 20 calls are remembered.</value>
    public const int WindowSize = 20;

    /// <value>5 seconds.</value>
    public static readonly TimeSpan MinBreakDuration = TimeSpan.FromSeconds(5);

    /// <value>100 seconds; with the spread of up to a fifth, two minutes.</value>
    public static readonly TimeSpan MaxBreakDuration = TimeSpan.FromSeconds(100);

    private const uint WindowMask = (1u << WindowSize) - 1;
    private const uint ConsecutiveMask = (1u << MaxConsecutiveFailures) - 1;

    /// <summary>True when a call may pass now.</summary>
    public bool AllowsCall(TimeSpan now) => State switch
    {
        CircuitState.Open => now >= OpenUntil,
        CircuitState.HalfOpen => !IsProbing,
        _ => true,
    };

    /// <summary>A call passes. One that passes an opened breaker is the probe.</summary>
    public CircuitBreaker BeginCall() => State == CircuitState.Closed ? this : this with { State = CircuitState.HalfOpen, IsProbing = true };

    /// <summary>The probe ended without an answer; the next call is one.</summary>
    public CircuitBreaker AbandonProbe() => this with { IsProbing = false };

    /// <summary>A call was answered.</summary>
    /// <param name="kind">How.</param>
    /// <param name="isProbe">Whether it was the probe. Others that were under way when it opened change nothing any more.</param>
    /// <param name="now">The instant.</param>
    /// <param name="jitter">0 to 1: lengthens the pause by up to a fifth, so that many factories do not come back in the same instant.</param>
    public CircuitBreaker RecordOutcome(ProviderOutcomeKind kind, bool isProbe, TimeSpan now, double jitter)
    {
        if (!isProbe && State != CircuitState.Closed)
        {
            return this;
        }

        // One that asks for fewer calls is alive: how long to wait is another matter.
        var isFailure = kind is ProviderOutcomeKind.Failed or ProviderOutcomeKind.Disabled;
        if (isProbe)
        {
            return isFailure ? Open(kind, now, jitter) : default;
        }

        var history = ((History << 1) | (isFailure ? 1u : 0u)) & WindowMask;
        var opens = kind == ProviderOutcomeKind.Disabled || (isFailure && ((history & ConsecutiveMask) == ConsecutiveMask || BitOperations.PopCount(history) >= MaxFailuresInWindow));
        return opens ? Open(kind, now, jitter) : this with { History = history };
    }

    private CircuitBreaker Open(ProviderOutcomeKind cause, TimeSpan now, double spread)
    {
        var pause = Math.Min(MaxBreakDuration.TotalSeconds, MinBreakDuration.TotalSeconds * Math.Pow(2, ConsecutiveOpenings)) * (1 + (Math.Clamp(spread, 0, 1) / 5));
        return new(CircuitState.Open, 0, Math.Min(ConsecutiveOpenings + 1, 30), now + TimeSpan.FromSeconds(pause), false, cause);
    }
}
