using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public sealed class AccountGrain([PersistentState("account", "store")] IPersistentState<AccountState> account, Signals signals) : Grain, IAccountGrain, IDisposable
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        signals.Note($"{this.GetPrimaryKeyString()} activates with {account.State.Balance}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Note($"{this.GetPrimaryKeyString()} deactivates: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        signals.Note("disposed");
        signals.Set("disposed");
    }

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
