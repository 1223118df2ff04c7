using Orleans.Runtime;

namespace Factory.Engine.Tests.Grains;

public sealed class AccountGrain([PersistentState("account", "store")] IPersistentState<AccountState> account) : Grain, IAccountGrain
{
    public async Task<int> Deposit(int amount)
    {
        account.State.Balance += amount;
        await account.WriteStateAsync();
        return account.State.Balance;
    }

    public Task Scribble(int balance)
    {
        account.State.Balance = balance;
        return Task.CompletedTask;
    }

    public Task<int> Balance() => Task.FromResult(account.State.Balance);

    public Task<string?> Etag() => Task.FromResult(account.Etag);

    public Task<bool> Exists() => Task.FromResult(account.RecordExists);

    public Task Clear() => account.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
