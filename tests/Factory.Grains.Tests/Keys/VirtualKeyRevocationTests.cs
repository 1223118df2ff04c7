using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Domain.Keys;
using Factory.Domain.States;
using Factory.Grains.Tests.Hosting;

namespace Factory.Grains.Tests.Keys;

public sealed class VirtualKeyRevocationTests : VirtualKeysGrainTestBase
{
    [Fact]
    public async Task Revoke_Key_IsImmediateAndRefusesItsCallsWithoutWaiting()
    {
        await using var factory = await StartAsync();
        await Keys(factory).Create(Laptop);
        var revoked = (await Keys(factory).Revoke("laptop")).Value!;
        (revoked.Status, revoked.RevokedAt).ShouldBe((KeyStatus.Revoked, Noon));
        factory.Meter.NamedKeys["laptop"].RevokedAt.ShouldBe(Noon);
        factory.Meter.Closed.ShouldBe(["refuse key-laptop"]);

        Time.Advance(TimeSpan.FromMinutes(1));
        (await Keys(factory).Revoke("laptop")).Value!.RevokedAt.ShouldBe(Noon, "is idempotent");
        (await Keys(factory).Revoke("nobody")).Problem!.Code.ShouldBe(ErrorCodes.NotFound);
        (await Keys(factory).Find("nobody")).ShouldBeNull();
    }

    /// <summary>The gateway must refuse what the disk says is revoked, although the command failed.</summary>
    [Theory]
    [InlineData(FailedWrite.NotOnDisk)]
    [InlineData(FailedWrite.OnDisk)]
    public async Task Revoke_FailedWrite_LeavesTheGatewayWithWhatIsOnDisk(FailedWrite failure)
    {
        await using var factory = await StartAsync();
        await Keys(factory).Create(Laptop);
        factory.Store.Fails = written =>
            written is DurableState<VirtualKeysState> && factory.Store.Failures == 0 ? failure : null;

        await Should.ThrowAsync<FactoryException>(() => Keys(factory).Revoke("laptop"));

        var isOnDisk = failure == FailedWrite.OnDisk;
        ((await Keys(factory).Find("laptop"))!.Status == KeyStatus.Revoked).ShouldBe(isOnDisk);
        (factory.Meter.NamedKeys["laptop"].RevokedAt is not null).ShouldBe(isOnDisk);

        (await Keys(factory).Revoke("laptop")).Value!.Status.ShouldBe(KeyStatus.Revoked);
        factory.Meter.NamedKeys["laptop"].RevokedAt.ShouldBe(Noon);
        factory.Meter.Closed.ShouldBe(["refuse key-laptop"]);
    }
}
