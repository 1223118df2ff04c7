using System.Text;
using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Factory.Domain.Keys;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Grains.Tests.Keys;

public sealed class VirtualKeyCreationTests : VirtualKeysGrainTestBase
{
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

        var disk = string.Concat(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => Encoding.Latin1.GetString(File.ReadAllBytes(f))));
        disk.ShouldContain(VirtualKeyFormat.HashText(secret));
        disk.Contains(secret, StringComparison.Ordinal).ShouldBeFalse();
        disk.Contains(secret[3..20], StringComparison.Ordinal).ShouldBeFalse("not a part of it either");
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
}
