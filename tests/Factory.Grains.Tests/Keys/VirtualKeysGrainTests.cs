using System.Text;
using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Factory.Domain.Keys;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Keys;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Grains.Tests.Keys;

public sealed class VirtualKeysGrainTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly CreateKey Laptop = new("laptop", new Usd(5), TimeSpan.FromDays(1), ["lab/small"]);

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;
    private readonly FakeTimeProvider _time = new(Noon);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Create_Key_ReturnsTheSecretOnceAndStoresItsHash()
    {
        string secret;
        await using (var factory = await StartAsync())
        {
            var created = (await Keys(factory).Create(Laptop)).Value!;
            secret = created.Secret;
            VirtualKeyFormat.IsWellFormed(secret).ShouldBeTrue();
            (created.Key.LastFour,
                created.Key.Budget,
                created.Key.ExpiresAt,
                created.Key.Status).ShouldBe((secret[^4..], new Usd(5), Noon.AddDays(1), KeyStatus.Active));
            factory.Meter.NamedKeys["laptop"].Hash.ShouldBe(VirtualKeyFormat.HashText(secret));
        }

        var disk = string.Concat(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        disk.ShouldContain(VirtualKeyFormat.HashText(secret));
        disk.Contains(secret, StringComparison.Ordinal).ShouldBeFalse();
        disk.Contains(secret[3..20], StringComparison.Ordinal).ShouldBeFalse("not a part of it either");
    }

    [Fact]
    public async Task OnActivate_AfterARestart_RegistersEveryKeyIncludingRevokedOnes()
    {
        string first;
        await using (var factory = await StartAsync())
        {
            first = (await Keys(factory).Create(Laptop)).Value!.Secret;
            await Keys(factory).Create(Laptop with { Name = "old" });
            await Keys(factory).Revoke("old");
        }

        await using var next = await StartAsync();
        (await Keys(next).List()).Select(k => (k.Name, k.Status)).ShouldBe([("laptop", KeyStatus.Active), ("old", KeyStatus.Revoked)]);
        next.Meter.NamedKeys["laptop"].Hash.ShouldBe(VirtualKeyFormat.HashText(first));
        next.Meter.NamedKeys["old"].RevokedAt.ShouldBe(Noon);
        (await Keys(next).Create(Laptop)).Problem!.Code.ShouldBe(ErrorCodes.KeyExists);
        (await Keys(next).Create(Laptop with { Name = "old" })).Problem!.Code.ShouldBe(ErrorCodes.KeyExists);
    }

    [Fact]
    public async Task Revoke_Key_IsImmediateAndRefusesItsCallsWithoutWaiting()
    {
        await using var factory = await StartAsync();
        await Keys(factory).Create(Laptop);
        var revoked = (await Keys(factory).Revoke("laptop")).Value!;
        (revoked.Status, revoked.RevokedAt).ShouldBe((KeyStatus.Revoked, Noon));
        factory.Meter.NamedKeys["laptop"].RevokedAt.ShouldBe(Noon);
        factory.Meter.Closed.ShouldBe(["refuse key-laptop"]);

        _time.Advance(TimeSpan.FromMinutes(1));
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

    [Fact]
    public async Task Find_Key_ShowsItsExpiryAndItsBudget()
    {
        await using var factory = await StartAsync();
        await Keys(factory).Create(Laptop);
        var budget = factory.Grains.GetGrain<IBudgetGrain>("budget-key-laptop");
        (await budget.Get()).Cap.ShouldBe(new Usd(5));
        await budget.SetCap(new Usd(8));
        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        var key = (await Keys(factory).Find("laptop"))!;
        (key.Budget, key.Status).ShouldBe((new Usd(8), KeyStatus.Active));
        _time.Advance(TimeSpan.FromTicks(1));
        (await Keys(factory).Find("laptop"))!.Status.ShouldBe(KeyStatus.Expired);
    }

    [Fact]
    public async Task Create_InvalidRequest_LeavesNothingBehind()
    {
        await using var factory = await StartAsync();
        (await Keys(factory).Create(Laptop with { Models = [null!] })).Problem!.Code.ShouldBe(ErrorCodes.InvalidRequest);
        (await Keys(factory).Create(Laptop with { Budget = Usd.Zero })).Problem!.Code.ShouldBe(ErrorCodes.InvalidRequest);
        (await Keys(factory).List()).ShouldBeEmpty();
        factory.Meter.NamedKeys.ShouldBeEmpty();
        (await factory.Grains.GetGrain<IBudgetGrain>("budget-key-laptop").Get()).Cap.ShouldBe(Usd.Zero);
    }

    private Task<FactoryUnderTest> StartAsync() => FactoryUnderTest.StartAsync(_folder, time: _time);

    private static IVirtualKeysGrain Keys(FactoryUnderTest factory) => factory.Grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key);
}
