using System.Numerics;

namespace Factory.Domain.Limits;

/// <summary>
/// Keeps calls away from a provider that fails: they would cost time, and those that break off midway cost money. Opens after <see cref="FailuresInARow"/> failures in a row, or
/// when <see cref="FailuresAmong"/> of the last <see cref="Remembered"/> calls failed, or at once when the provider refuses key or credit. Then it stays open for
/// <see cref="FirstPause"/>, lets one call through, and closes when that works; else it stays open twice as long as before, at most <see cref="LongestPause"/>.
/// </summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="History">The latest calls while closed, the newest in the lowest bit; 1 for a failure.</param>
/// <param name="Openings">How often in a row it has opened.</param>
/// <param name="Until">While open: when one call may pass.</param>
/// <param name="IsProbing">While half open: that call is under way.</param>
/// <param name="Cause">Why it opened.</param>
public readonly record struct CircuitBreaker(CircuitState Stage, uint History, int Openings, TimeSpan Until, bool IsProbing, ProviderOutcomeKind Cause)
{
    /// <value>5 failures in a row open it.</value>
    public const int FailuresInARow = 5;

    /// <value>10 failures among those remembered open it.</value>
    public const int FailuresAmong = 10;

    /// <value>The last 20 calls are remembered.</value>
    public const int Remembered = 20;

    /// <value>5 seconds.</value>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    /// <value>100 seconds; with the spread of up to a fifth, two minutes.</value>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(100);

    private const uint AllRemembered = (1u << Remembered) - 1;
    private const uint Row = (1u << FailuresInARow) - 1;

    /// <summary>True when a call may pass now.</summary>
    public bool Admits(TimeSpan now) => Stage switch
    {
        CircuitState.Open => now >= Until,
        CircuitState.HalfOpen => !IsProbing,
        _ => true,
    };

    /// <summary>A call passes. One that passes an opened breaker is the probe.</summary>
    public CircuitBreaker Enter() => Stage == CircuitState.Closed ? this : this with { Stage = CircuitState.HalfOpen, IsProbing = true };

    /// <summary>The probe ended without an answer; the next call is one.</summary>
    public CircuitBreaker Abandon() => this with { IsProbing = false };

    /// <summary>A call was answered.</summary>
    /// <param name="kind">How.</param>
    /// <param name="isProbe">Whether it was the probe. Others that were under way when it opened change nothing any more.</param>
    /// <param name="now">The instant.</param>
    /// <param name="spread">0 to 1: lengthens the pause by up to a fifth, so that many factories do not come back in the same instant.</param>
    public CircuitBreaker Answer(ProviderOutcomeKind kind, bool isProbe, TimeSpan now, double spread)
    {
        if (!isProbe && Stage != CircuitState.Closed)
        {
            return this;
        }

        // One that asks for fewer calls is alive: how long to wait is another matter.
        var isFailure = kind is ProviderOutcomeKind.Fails or ProviderOutcomeKind.Shut;
        if (isProbe)
        {
            return isFailure ? Open(kind, now, spread) : default;
        }

        var history = ((History << 1) | (isFailure ? 1u : 0u)) & AllRemembered;
        var opens = kind == ProviderOutcomeKind.Shut || (isFailure && ((history & Row) == Row || BitOperations.PopCount(history) >= FailuresAmong));
        return opens ? Open(kind, now, spread) : this with { History = history };
    }

    private CircuitBreaker Open(ProviderOutcomeKind cause, TimeSpan now, double spread)
    {
        var pause = Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Openings)) * (1 + (Math.Clamp(spread, 0, 1) / 5));
        return new(CircuitState.Open, 0, Math.Min(Openings + 1, 30), now + TimeSpan.FromSeconds(pause), false, cause);
    }
}
