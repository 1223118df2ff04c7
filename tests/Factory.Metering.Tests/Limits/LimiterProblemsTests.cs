using Factory.Contracts.Errors;
using Factory.Domain.Limits;
using Factory.Metering.Limits;

namespace Factory.Metering.Tests.Limits;

/// <summary>Each rejection says why, until when and how to change it; its code tells clients whether to wait.</summary>
public sealed class LimiterProblemsTests
{
    private static readonly EffectiveLimits Limits = new(4, new ProviderLimits(1_000, null, 20_000, null, "s", default));

    [Theory]
    [InlineData("CircuitOpen", 30, ErrorCodes.ModelUnavailable, "lab: its last calls failed; it takes calls again in 30 s.", false)]
    [InlineData("RetryAfter", 1.2, ErrorCodes.ModelRateLimited, "lab: it requested a pause; it takes calls again in 2 s.", false)]
    [InlineData("DailyQuota", 7_384, ErrorCodes.ModelRateLimited, "lab: its quota of the day (UTC) is used up; it takes calls again in 2 h 03 min.", false)]
    [InlineData("SubscriptionQuota", 180, ErrorCodes.ModelRateLimited, "lab: the window of its subscription is used up; it takes calls again in 0 h 03 min.", false)]
    [InlineData("RequestsPerMinute", 0, ErrorCodes.ModelRateLimited, "lab: it takes 1,000 requests a minute, which are used up.", false)]
    [InlineData("TokensPerMinute", 179, ErrorCodes.ModelRateLimited, "lab: it takes 20,000 tokens a minute, which are used up; it takes calls again in 179 s.", false)]
    [InlineData("Concurrency", 0, ErrorCodes.ModelUnavailable, "lab: all 4 calls at once that it takes went on for 60 s.", true)]
    public void ToRejection_Reason_SaysWhyAndUntilWhen(string reason, double wait, string code, string message, bool overloaded)
    {
        var admission = new Admission(Enum.Parse<LimitReason>(reason), TimeSpan.FromSeconds(wait));

        var rejection = LimiterProblems.ToRejection("lab", Limits, default, admission);

        (rejection.Problem.Code, rejection.Problem.Message).ShouldBe((code, message));
        rejection.Problem.Hint.ShouldNotBeNullOrEmpty();
        rejection.IsOverloaded.ShouldBe(overloaded);
        rejection.RetryAfter.ShouldBe(TimeSpan.FromSeconds(wait));
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
