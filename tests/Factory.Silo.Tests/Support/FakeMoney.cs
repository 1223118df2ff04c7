using System.Collections.Concurrent;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Keys;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.Domain.Limits;
using Factory.Domain.Providers;
using Factory.Grains.Abstractions.Agents;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Keys;
using Factory.TestKit.Builders;
using NSubstitute;

namespace Factory.Silo.Tests.Support;

/// <summary>A ledger, budgets, keys and a catalogue of one model, in memory.</summary>
internal sealed class FakeMoney : ILedger, IProviderAvailability, IProviderHealth
{
    public const string Secret = "fk-0123456789012345678901234567890123456789ABC";

    private readonly ConcurrentDictionary<string, BudgetView> _budgets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeyView> _keys = new(StringComparer.Ordinal);

    public FakeMoney(FakeGrains grains) => grains
        .Add(Budget)
        .Add(_ => Ring())
        .Add(_ => Substitute.For<IAgentGrain>());

    public List<SpendLine> Lines { get; } = [];

    public List<LedgerRow> Rows { get; } = [];

    public List<(SpendBy By, LedgerQuery Query)> Sums { get; } = [];

    public CreateKey? Asked { get; private set; }

    public ProviderHealth Standing { get; set; } = new(0.41, true, null, null);

    public IReadOnlyList<ProviderAvailability> Providers { get; set; } =
        [new(Given.Provider(models: Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap)), true, "set")];

    public static SpendLine Line(string name, decimal cost, decimal unaccounted = 0, decimal plan = 0) =>
        new(name, 2, new TokenUsage(1_000, 100), new Usd(cost), new Usd(unaccounted), new Usd(plan));

    public static LedgerRow Row(DateTimeOffset at, decimal cost, Billing billing = Billing.PayAsYouGo) => new(
        "call-1",
        LeaseId.Parse("lease-1"),
        DateOnly.FromDateTime(at.UtcDateTime),
        at,
        PrincipalId.Parse("key-laptop"),
        null,
        null,
        null,
        null,
        null,
        new ModelRef("lab", "m"),
        ModelApi.OpenAIChat,
        default, new Usd(cost), billing, CallOutcome.Succeeded, 200, TimeSpan.Zero, null, null);

    public void Put(string key, decimal cap, decimal spent, decimal reserved = 0) =>
        _budgets[key] = new BudgetView(new BudgetId(key), new Usd(cap), new Usd(spent), new Usd(reserved));

    public ProviderHealth Get(string provider, string? model = null) => Standing;

    public Task<IReadOnlyList<SpendLine>> SumAsync(SpendBy by, LedgerQuery query, CancellationToken cancellationToken)
    {
        Sums.Add((by, query));
        return Task.FromResult<IReadOnlyList<SpendLine>>([.. Lines]);
    }

    public Task<IReadOnlyList<LedgerRow>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LedgerRow>>([.. Rows]);

    public Task AppendAsync(IReadOnlyList<LedgerRow> rows) => throw new NotSupportedException();

    public Task<Usd> SumLeaseAsync(LeaseId lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    private IBudgetGrain Budget(string key)
    {
        var grain = Substitute.For<IBudgetGrain>();
        grain.Get().Returns(_ => Task.FromResult(Get(key)));
        grain.SetCap(default).ReturnsForAnyArgs(call =>
            Task.FromResult(_budgets[key] = Get(key) with { Cap = call.Arg<Usd>(), InheritsCap = false }));
        return grain;
    }

    private BudgetView Get(string key) =>
        _budgets.GetOrAdd(key, static k => new BudgetView(new BudgetId(k), new Usd(50), Usd.Zero, Usd.Zero)
        {
            InheritsCap = k.StartsWith("budget-agent-", StringComparison.Ordinal),
        });

    private IVirtualKeysGrain Ring()
    {
        var grain = Substitute.For<IVirtualKeysGrain>();
        grain.Create(default!).ReturnsForAnyArgs(call =>
        {
            Asked = call.Arg<CreateKey>();
            var key = new KeyView(
                Asked.Name,
                "9ABC",
                Asked.Budget,
                Usd.Zero,
                Asked.Models,
                DateTimeOffset.UnixEpoch,
                null,
                null,
                KeyStatus.Active);
            return Task.FromResult<Contracts.Errors.Result<KeyCreated>>(_keys.TryAdd(key.Name, key)
                ? new KeyCreated(key, Secret)
                : new Contracts.Errors.Problem(Contracts.Errors.ErrorCodes.KeyExists, "There is such a key."));
        });
        grain.List().Returns(_ => Task.FromResult<IReadOnlyList<KeyView>>([.. _keys.Values]));
        grain.Find(default!).ReturnsForAnyArgs(call => Task.FromResult(_keys.GetValueOrDefault(call.Arg<string>())));
        grain.Revoke(default!)
            .ReturnsForAnyArgs(call => Task.FromResult<Contracts.Errors.Result<KeyView>>(_keys.TryGetValue(call.Arg<string>(), out var key)
            ? key with { Status = KeyStatus.Revoked }
            : new Contracts.Errors.Problem(Contracts.Errors.ErrorCodes.NotFound, "There is no such key.")));
        return grain;
    }
}
