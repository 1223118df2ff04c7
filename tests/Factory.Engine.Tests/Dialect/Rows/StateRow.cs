using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "state" of the dialect. More in <c>State</c>.</summary>
public sealed class StateRow
{
    [Fact]
    public async Task State_is_read_written_cleared_and_has_an_etag()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        (await account.Exists(), await account.Etag()).ShouldBe((false, null));

        await account.Deposit(5);
        (await account.Exists(), await account.Balance()).ShouldBe((true, 5));
        (await account.Etag()).ShouldNotBeNull();

        await account.Clear();
        (await account.Exists(), await account.Balance()).ShouldBe((false, 0));
    }

    [Fact]
    public async Task A_lost_race_says_what_was_stored_and_what_was_known()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        await account.Deposit(5);
        var mine = await account.Etag();
        var rival = new GrainState<AccountState>(new AccountState { Balance = 50 }, mine);
        await host.Services.GetRequiredKeyedService<IGrainStorage>("store").WriteStateAsync("account", account.GetGrainId(), rival);

        var lost = await Should.ThrowAsync<InconsistentStateException>(() => account.Deposit(1));

        (lost.StoredEtag, lost.CurrentEtag).ShouldBe((rival.ETag, mine));
    }
}
