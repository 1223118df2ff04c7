using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Factory.Engine.Tests.State;

public sealed class PersistentStateTests
{
    [Fact]
    public async Task A_grain_without_a_record_has_empty_state()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");

        (await account.Balance()).ShouldBe(0);
        (await account.Exists()).ShouldBeFalse();
        (await account.Etag()).ShouldBeNull();
    }

    [Fact]
    public async Task Written_state_is_there_after_the_next_activation_and_unwritten_is_not()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        await account.Deposit(5);
        await account.Scribble(99);
        await account.Leave();

        (await account.Balance()).ShouldBe(5);
        (await account.Exists()).ShouldBeTrue();
        (await account.Etag()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Each_write_has_a_new_etag()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        await account.Deposit(1);
        var first = await account.Etag();
        await account.Deposit(1);

        (await account.Etag()).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_lost_race_fails_the_write_and_the_next_call_reads_again()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        await account.Deposit(5);
        var store = host.Services.GetRequiredKeyedService<IGrainStorage>("store");
        var rival = new GrainState<AccountState>(new AccountState { Balance = 50 }, await account.Etag());
        await store.WriteStateAsync("account", account.GetGrainId(), rival);

        await Should.ThrowAsync<InconsistentStateException>(() => account.Deposit(1));

        (await account.Balance()).ShouldBe(50);
        (await account.Deposit(1)).ShouldBe(51);
    }

    [Fact]
    public async Task Cleared_state_is_gone()
    {
        await using var host = await EngineHost.StartAsync();
        var account = host.Grain<IAccountGrain>("account-a");
        await account.Deposit(5);

        await account.Clear();

        (await account.Balance()).ShouldBe(0);
        (await account.Exists()).ShouldBeFalse();
        await account.Leave();
        (await account.Balance()).ShouldBe(0);
        (await account.Deposit(2)).ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_store_fails_the_call_and_is_named()
    {
        await using var host = await EngineHost.StartAsync();

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => host.Grain<IHomelessGrain>("homeless-a").Ping());

        failure.Message.ShouldContain("'nowhere'");
    }
}
