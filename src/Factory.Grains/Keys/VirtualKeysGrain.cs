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
[PrimarySiloPlacement]
public sealed class VirtualKeysGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(VirtualKeysState.StateName, StorageNames.Factory)] IPersistentState<DurableState<VirtualKeysState>> state,
    INamedKeyRegistry registry,
    IMeter meter,
    TimeProvider time) : FactoryGrain(context, runtime), IVirtualKeysGrain
{
    private VirtualKeysState Current => state.State.Value ?? new VirtualKeysState();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RegisterKeys();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Result<KeyCreated>> Create(CreateKey request)
    {
        if (VirtualKeyRules.Validate(Current, request) is { } problem)
        {
            return problem;
        }

        var text = VirtualKeyFormat.Generate();
        var now = time.GetUtcNow();
        var key = new NamedKey(
            request.Name,
            VirtualKeyFormat.HashText(text),
            text[^4..],
            request.Budget,
            request.Models,
            now,
            now + request.ExpiresIn,
            null);

        // The cap first: a crash in between leaves a cap without a key, which is harmless; a key without a cap could
        // not be used.
        await Budget(key).SetCap(request.Budget);
        await Commit(Current with { Keys = Current.Keys.Add(key) });
        return new KeyCreated(await View(key), text);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeyView>> List() => await Task.WhenAll(Current.Keys.Select(View));

    /// <inheritdoc/>
    public async Task<KeyView?> Find(string name) => Current.Keys.FirstOrDefault(k => k.Name == name) is { } key ? await View(key) : null;

    /// <inheritdoc/>
    public async Task<Result<KeyView>> Revoke(string name)
    {
        if (Current.Keys.FirstOrDefault(k => k.Name == name) is not { } key)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no key '{name}'.", "See all with: factory key list");
        }

        if (key.RevokedAt is null)
        {
            var revoked = key with { RevokedAt = time.GetUtcNow() };
            await Commit(Current with { Keys = Current.Keys.Replace(key, revoked) });
            key = revoked;
        }

        // Also when it was revoked before: a crash between the write and this call left the account open. Not closed here,
        // which would hold up every other key while calls drain: the meter's scan gives the leases back.
        meter.RefuseCalls(PrincipalId.ForKey(name));
        return await View(key);
    }

    private async Task Commit(VirtualKeysState next)
    {
        try
        {
            await WriteAsync(state, next, [], []);
        }
        finally
        {
            // After the write: a key that works before it is stored would be unknown after a crash, and its spending
            // nobody's. Also when it failed, since it may have reached the disk: a key that is shown as revoked must
            // not work.
            RegisterKeys();
        }
    }

    private void RegisterKeys()
    {
        // Revoked and expired keys too: the gateway refuses them with the reason, not as unknown.
        foreach (var key in Current.Keys)
        {
            registry.AddOrUpdate(key);
        }
    }

    private async Task<KeyView> View(NamedKey key)
    {
        var budget = await Budget(key).Get();
        return VirtualKeyRules.ToView(key, budget.Cap, budget.Spent, time.GetUtcNow());
    }

    private IBudgetGrain Budget(NamedKey key) => GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForKey(key.Name).Value);
}
