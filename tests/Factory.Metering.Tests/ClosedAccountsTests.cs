using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests;

public sealed class ClosedAccountsTests
{
    private static readonly ModelDefinition Model = Given.Model(Given.SmallModel, ModelTier.Cheap);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task ReleaseIdleLeasesAsync_ClosedAccounts_AreForgottenAfterADay()
    {
        var lab = new MeterHarness(new FakeGrains(), _time, new MeterOptions());
        for (var i = 0; i < 50; i++)
        {
            using (var call = await lab.Meter.ReserveAsync(
                Attempt(i),
                new CallEstimate(Model, ModelApi.OpenAIChat, 100, 2_000, 1_000),
                default))
            {
                call.Void();
            }

            await lab.Meter.CloseAccountAsync(PrincipalId.Parse($"attempt-{i}"));
        }

        _time.Advance(TimeSpan.FromHours(23));
        await lab.Meter.ReleaseIdleLeasesAsync();
        lab.Meter.AccountCount.ShouldBe(50);
        var refused = await Should.ThrowAsync<FactoryException>(() =>
            lab.Meter.ReserveAsync(Attempt(0), new CallEstimate(Model, ModelApi.OpenAIChat, 100, 2_000, 1_000), default).AsTask());
        refused.Code.ShouldBe(ErrorCodes.KeyRevoked);

        _time.Advance(TimeSpan.FromHours(2));
        await lab.Meter.ReleaseIdleLeasesAsync();
        lab.Meter.AccountCount.ShouldBe(0);
        await lab.Stop.CancelAsync();
    }

    private static Principal Attempt(int number) => new(PrincipalId.Parse($"attempt-{number}"), null, null, null, null, null, null);
}
