using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Factory.Domain.Keys;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Grains.Tests.Keys;

public sealed class VirtualKeyLookupTests : VirtualKeysGrainTestBase
{
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
    public async Task Find_Key_ShowsItsExpiryAndItsBudget()
    {
        await using var factory = await StartAsync();
        await Keys(factory).Create(Laptop);
        var budget = factory.Grains.GetGrain<IBudgetGrain>("budget-key-laptop");
        (await budget.Get()).Cap.ShouldBe(new Usd(5));
        await budget.SetCap(new Usd(8));
        Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        var key = (await Keys(factory).Find("laptop"))!;
        (key.Budget, key.Status).ShouldBe((new Usd(8), KeyStatus.Active));
        Time.Advance(TimeSpan.FromTicks(1));
        (await Keys(factory).Find("laptop"))!.Status.ShouldBe(KeyStatus.Expired);
    }
}
