using Factory.Contracts.Errors;
using Factory.Domain.Limits;
using Factory.Metering.Limits;

namespace Factory.Metering.Tests.Limits;

/// <summary>Each rejection says why, until when and how to change it; its code tells clients whether to wait.</summary>
public sealed class LimiterProblemsTests
{
    private static readonly EffectiveLimits Limits = new(4, new ProviderLimits(1_000, null, 20_000, null, "s", default));

    [Theory]
    [InlineData("CircuitOpen", 30, "its last calls failed; it takes calls again in 30 s.")]
    [InlineData("RetryAfter", 1.2, "it requested a pause; it takes calls again in 2 s.")]
    [InlineData("DailyQuota", 7_384, "its quota of the day (UTC) is used up; it takes calls again in 2 h 03 min.")]
    [InlineData("SubscriptionQuota", 180, "the window of its subscription is used up; it takes calls again in 0 h 03 min.")]
    [InlineData("RequestsPerMinute", 0, "its limit of 1,000 requests a minute is used up.")]
    [InlineData("TokensPerMinute", 179, "its limit of 20,000 tokens a minute is used up; it takes calls again in 179 s.")]
    [InlineData("Concurrency", 0, "its limit of 4 calls at once was in use for 60 s.")]
    public void ToRejection_Reason_SaysWhyAndUntilWhen(string name, double wait, string message)
    {
        var reason = Enum.Parse<LimitReason>(name);

        var rejection = LimiterProblems.ToRejection("lab", Limits, default, new Admission(reason, TimeSpan.FromSeconds(wait)));

        rejection.Problem.Message.ShouldBe("lab: " + message);
        rejection.Problem.Hint.ShouldNotBeNullOrEmpty();
        rejection.RetryAfter.ShouldBe(TimeSpan.FromSeconds(wait));
        rejection.IsOverloaded.ShouldBe(reason == LimitReason.Concurrency);
        rejection.Problem.Code.ShouldBe(
            reason is LimitReason.CircuitOpen or LimitReason.Concurrency ? ErrorCodes.ModelUnavailable : ErrorCodes.ModelRateLimited);
    }

    [Fact]
    public void ToRejection_DurationUnknown_NamesNoTime()
    {
        var rejection = LimiterProblems.ToRejection("lab", Limits, default, new Admission(LimitReason.CircuitOpen, null));

        (rejection.Problem.Message, rejection.RetryAfter).ShouldBe(("lab: its last calls failed.", null));
    }

    [Fact]
    public void ToRejection_KeyRefused_SaysSoInsteadOfAFailure()
    {
        var breaker = default(CircuitBreaker).RecordOutcome(ProviderOutcomeKind.Disabled, isProbe: false, TimeSpan.Zero, 0);

        LimiterProblems.ToRejection("lab", Limits, breaker, new Admission(LimitReason.CircuitOpen, null))
            .Problem.Message.ShouldBe("lab: it refuses the key, or the credit is used up.");
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5, 5)]
    public void QueueFull_Wait_IsGivenOnlyWhenThereIsOne(int wait, int? expected)
    {
        var rejection = LimiterProblems.QueueFull("lab", new Admission(LimitReason.Concurrency, TimeSpan.FromSeconds(wait)));

        rejection.RetryAfter.ShouldBe(expected is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        rejection.IsOverloaded.ShouldBeTrue();
        rejection.Problem.Message.ShouldBe("lab: 64 calls are already queued for it.");
    }

    // An open circuit is not waited for: routing picks another provider at once.
    [Theory]
    [InlineData("CircuitOpen", 1, false)]
    [InlineData("Concurrency", null, true)]
    [InlineData("RetryAfter", 60, true)]
    [InlineData("RetryAfter", 61, false)]
    public void ShouldQueue_Reason_IsByItsDuration(string reason, int? wait, bool expected) =>
        new Admission(Enum.Parse<LimitReason>(reason), wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
            .ShouldQueue(EffectiveLimits.MaxQueueWait).ShouldBe(expected);
}
