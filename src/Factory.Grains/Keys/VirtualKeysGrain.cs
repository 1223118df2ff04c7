using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Keys;

namespace Factory.Grains.Keys;

/// <inheritdoc cref="IVirtualKeysGrain"/>
[OnHomeSilo]
public sealed class VirtualKeysGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(VirtualKeysState.StateName, Stores.Factory)] IPersistentState<Durable<VirtualKeysState>> state,
    INamedKeys ring,
    IMeter meter,
    TimeProvider time) : FactoryGrain(context, runtime), IVirtualKeysGrain
{
    private VirtualKeysState Ring => state.State.Value ?? new VirtualKeysState();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var key in Ring.Keys)
        {
            ring.Put(key);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Reply<KeyCreated>> Create(CreateKey request)
    {
        if (KeyRules.Check(Ring, request) is { } problem)
        {
            return problem;
        }

        var text = VirtualKeyFormat.New();
        var now = time.GetUtcNow();
        var key = new NamedKey(request.Name, VirtualKeyFormat.HashText(text), text[^4..], request.Budget, request.Models, now, now + request.Expires, null);

        // The cap first: a key without one would have nothing to spend, a cap without a key does no harm.
        await Budget(key).SetCap(request.Budget);
        await Commit(Ring with { Keys = Ring.Keys.Add(key) }, key);
        return new KeyCreated(await View(key), text);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyView>> List() => await Task.WhenAll(Ring.Keys.Select(View));

    /// <inheritdoc/>
    public async Task<KeyView?> Find(string name) => Ring.Keys.FirstOrDefault(k => k.Name == name) is { } key ? await View(key) : null;

    /// <inheritdoc/>
    public async Task<Reply<KeyView>> Revoke(string name)
    {
        if (Ring.Keys.FirstOrDefault(k => k.Name == name) is not { } key)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no key '{name}'.", "See all with: factory key list");
        }

        if (key.RevokedAt is null)
        {
            var revoked = key with { RevokedAt = time.GetUtcNow() };
            await Commit(Ring with { Keys = Ring.Keys.Replace(key, revoked) }, revoked);
            key = revoked;
        }

        await meter.CloseAsync(Spender.OfKey(name).Holder);
        return await View(key);
    }

    private async Task Commit(VirtualKeysState next, NamedKey changed)
    {
        state.State.Stage(next, [], []);
        await state.WriteStateAsync();
        ring.Put(changed);
    }

    private async Task<KeyView> View(NamedKey key)
    {
        var budget = await Budget(key).Get();
        return KeyRules.ToView(key, budget.Cap, budget.Spent, time.GetUtcNow());
    }

    private IBudgetGrain Budget(NamedKey key) => GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForKey(key.Name));
}
