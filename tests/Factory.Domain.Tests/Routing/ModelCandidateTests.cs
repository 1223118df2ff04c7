using Factory.Contracts.Metering;
using Factory.Domain.Limits;
using Factory.Domain.Routing;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Routing;

public class ModelCandidateTests
{
    [Theory]
    [InlineData(null, null, 0.01, true)]
    [InlineData(1_000, null, 0.5, true)]
    [InlineData(1_000, null, 0.49, false)]
    [InlineData(null, 1_000, 0.5, true)]
    [InlineData(null, 1_000, 0.49, false)]
    [InlineData(1_000, 100_000, 0.49, false)]
    [InlineData(100_000, 1_000, 0.49, false)]
    [InlineData(null, null, 0.0, false)]
    public void HasQuotaFor_DailyAndSubscriptionQuota_BothCount(int? tokensPerDay, int? planTokens, double left, bool expected)
    {
        var provider = Given.Provider() with
        {
            Limits = tokensPerDay is null ? null : new ProviderLimits(null, null, null, tokensPerDay, "page", default),
            Subscription = planTokens is { } tokens ? new SubscriptionWindow(TimeSpan.FromHours(5), tokens) : null,
        };
        new ModelCandidate(
            provider,
            provider.Models[0],
            new ProviderHealth(left, true, null, null),
            Usd.Zero).HasQuotaFor(new TypicalUsage(400, 100)).ShouldBe(expected);
    }
}
