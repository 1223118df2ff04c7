using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Limits;

namespace Factory.Metering.Limits;

/// <summary>The limiter's rejections and their texts.</summary>
internal static class LimiterProblems
{
    private const string TryLater = "Try again later, or use another provider's model.";

    /// <summary>The rejection for an admission that failed.</summary>
    public static ProviderRejection ToRejection(
        string provider,
        EffectiveLimits limits,
        CircuitBreaker breaker,
        Admission admission) => admission.Reason switch
        {
            LimitReason.CircuitOpen =>
                new(
                    new(
                        ErrorCodes.ModelUnavailable,
                        $"{provider}: {Describe(admission.Reason, breaker)}{RetryClause(admission.Wait)}.",
                        TryLater),
                    admission.Wait,
                    false),
            LimitReason.RetryAfter => Limited(provider, Describe(admission.Reason, breaker), TryLater, admission.Wait),
            LimitReason.DailyQuota => Limited(provider, "its quota of the day (UTC) is used up", TryLater, admission.Wait),
            LimitReason.SubscriptionQuota =>
                Limited(
                    provider,
                    Describe(admission.Reason, breaker),
                    "Wait for the next window, use another provider's model, or correct the provider's subscription in " +
                    "silo-config/models.json.",
                    admission.Wait),
            LimitReason.RequestsPerMinute =>
                Limited(
                    provider,
                    $"its limit of {Words.Count(limits.Published?.RequestsPerMinute ?? 0, "request")} a minute is used up",
                    "Try again later, or correct limits.requestsPerMinute in silo-config/models.json.",
                    admission.Wait),
            LimitReason.TokensPerMinute =>
                Limited(
                    provider,
                    $"its limit of {Words.Count(limits.Published?.TokensPerMinute ?? 0, "token")} a minute is used up",
                    "Try again later, or correct limits.tokensPerMinute in silo-config/models.json.",
                    admission.Wait),
            _ =>
                new(
                    new(
                        ErrorCodes.ModelUnavailable,
                        $"{provider}: its limit of {Words.Count(limits.MaxConcurrentCalls, "call")} at once was in use for " +
                        $"{Seconds(EffectiveLimits.MaxQueueWait)}.",
                        "Try again later, or raise the provider's calls in silo-config/models.json."),
                    admission.Wait,
                    true),
        };

    /// <summary>The rejection when the queue is full.</summary>
    public static ProviderRejection QueueFull(string provider, Admission admission) => new(
        new(
            ErrorCodes.ModelUnavailable,
            $"{provider}: {EffectiveLimits.MaxQueueLength} calls are already queued for it.",
            "Try again later, or raise the provider's limits in silo-config/models.json if it takes more."),
        admission.Wait > TimeSpan.Zero ? admission.Wait : null,
        true);

    /// <summary>Why a provider is unavailable, ending a sentence.</summary>
    public static string Describe(LimitReason reason, CircuitBreaker breaker) => reason switch
    {
        LimitReason.DailyQuota => "its quota of the day (UTC) is used up",
        LimitReason.SubscriptionQuota => "the window of its subscription is used up",
        LimitReason.RetryAfter => "it requested a pause",
        _ when breaker.Cause == ProviderOutcomeKind.Disabled => "it refuses the key, or the credit is used up",
        _ => "its last calls failed",
    };

    private static ProviderRejection Limited(string provider, string why, string hint, TimeSpan? retryAfter) =>
        new(new(ErrorCodes.ModelRateLimited, $"{provider}: {why}{RetryClause(retryAfter)}.", hint), retryAfter, false);

    private static string RetryClause(TimeSpan? retryAfter) =>
        retryAfter > TimeSpan.Zero ? $"; it takes calls again in {Seconds(retryAfter.Value)}" : "";

    private static string Seconds(TimeSpan retryAfter) => retryAfter < TimeSpan.FromMinutes(3)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(retryAfter.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(retryAfter.TotalHours):0} h {retryAfter.Minutes:00} min");
}
