using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Factory.Dialect.Tests.State;

[Collection(nameof(SharedHost))]
public sealed class PersistentStateTests(SharedHost shared)
{
    private readonly DialectHost _host = shared.Host;

    [Fact]
    public async Task Without_a_record_state_is_empty()
    {
        var account = _host.Grain<IAccountGrain>("account-empty");

        (await account.Balance()).ShouldBe(0);
        (await account.Exists()).ShouldBeFalse();
        (await account.Etag()).ShouldBeNull();
    }

    [Fact]
    public async Task Written_state_is_there_after_the_next_activation_and_unwritten_is_not()
    {
        var account = _host.Grain<IAccountGrain>("account-written");
        await account.Deposit(5);
        var etag = await account.Etag();
        await account.Deposit(0);
        (await account.Etag()).ShouldNotBe(etag);
        await account.Scribble(99);
        await account.Leave();

        (await account.Balance()).ShouldBe(5);
        (await account.Exists()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lost_race_fails_the_write_and_the_next_call_reads_again()
    {
        var account = _host.Grain<IAccountGrain>("account-race");
        await account.Deposit(5);
        var store = _host.Services.GetRequiredKeyedService<IGrainStorage>("store");
        var rival = new GrainState<AccountState>(new AccountState { Balance = 50 }, await account.Etag());
        await store.WriteStateAsync("account", account.GetGrainId(), rival);

        await Should.ThrowAsync<InconsistentStateException>(() => account.Deposit(1));

        (await account.Balance()).ShouldBe(50);
        (await account.Deposit(1)).ShouldBe(51);
    }

    [Fact]
    public async Task Cleared_state_is_gone()
    {
        var account = _host.Grain<IAccountGrain>("account-clear");
        await account.Deposit(5);
        await account.Clear();

        (await account.Balance()).ShouldBe(0);
        (await account.Exists()).ShouldBeFalse();
        (await account.Deposit(2)).ShouldBe(2);
    }
}
