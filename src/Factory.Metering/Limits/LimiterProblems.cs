using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>The words with which a gate turns a call away.</summary>
internal static class LimiterProblems
{
    private const string TryLater = "Try again later, or use another provider's model.";

    /// <summary>For what is in the way.</summary>
    public static ProviderRefusal Of(string provider, EffectiveLimits limits, CircuitBreaker breaker, Admission verdict) => verdict.Obstacle switch
    {
        LimitReason.Breaker => new(new(ErrorCodes.ModelUnavailable, $"{provider}: {Reason(verdict.Obstacle, breaker)}{For(verdict.Wait)}.", TryLater), verdict.Wait, false),
        LimitReason.Pause => Limited(provider, Reason(verdict.Obstacle, breaker), TryLater, verdict.Wait),
        LimitReason.Day => Limited(provider, "its quota of the day (UTC) is used up", TryLater, verdict.Wait),
        LimitReason.Plan => Limited(provider, Reason(verdict.Obstacle, breaker), "Wait for the next window, use another provider's model, or correct the provider's plan in silo-config/models.json.", verdict.Wait),
        LimitReason.Requests => Limited(provider, $"it takes {Number(limits.Published?.RequestsPerMinute)} requests a minute, and those are used up", "Try again later, or correct limits.requestsPerMinute in silo-config/models.json.", verdict.Wait),
        LimitReason.Tokens => Limited(provider, $"it takes {Number(limits.Published?.TokensPerMinute)} tokens a minute, and those are used up", "Try again later, or correct limits.tokensPerMinute in silo-config/models.json.", verdict.Wait),
        _ => new(new(ErrorCodes.ModelUnavailable, $"{provider}: all {Number(limits.Calls)} calls at once that it takes went on for {Seconds(EffectiveLimits.LongestWait)}.", "Try again later, or raise the provider's calls in silo-config/models.json."), verdict.Wait, true),
    };

    /// <summary>Too many wait already.</summary>
    public static ProviderRefusal QueueFull(string provider, Admission verdict) => new(
        new(ErrorCodes.ModelUnavailable, $"{provider}: {EffectiveLimits.Queue} calls wait for it already.", "Try again later, or raise the provider's limits in silo-config/models.json if it takes more."),
        verdict.Wait > TimeSpan.Zero ? verdict.Wait : null,
        true);

    /// <summary>Why a door is shut, ending a sentence.</summary>
    public static string Reason(LimitReason obstacle, CircuitBreaker breaker) => obstacle switch
    {
        LimitReason.Day => "its quota of the day (UTC) is used up",
        LimitReason.Plan => "the window of its plan is used up",
        LimitReason.Pause => "it asked for fewer calls",
        _ when breaker.Cause == ProviderOutcomeKind.Shut => "it refuses the key, or the credit is used up",
        _ => "its last calls failed",
    };

    private static ProviderRefusal Limited(string provider, string why, string hint, TimeSpan? wait) =>
        new(new(ErrorCodes.ModelRateLimited, $"{provider}: {why}{For(wait)}.", hint), wait, false);

    private static string For(TimeSpan? wait) => wait > TimeSpan.Zero ? $"; it takes calls again in {Seconds(wait.Value)}" : "";

    private static string Seconds(TimeSpan wait) => wait < TimeSpan.FromMinutes(3)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(wait.TotalHours):0} h {wait.Minutes:00} min");

    private static string Number(int? number) => (number ?? 0).ToString("N0", CultureInfo.InvariantCulture);
}
