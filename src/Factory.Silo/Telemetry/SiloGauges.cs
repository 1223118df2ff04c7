using System.Diagnostics.Metrics;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Factory.Silo.Api;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Gauges of budgets and of today's spending, which are read from grains. The instruments report the latest values, so
/// that collection never waits.
/// </summary>
internal sealed class SiloGauges : IDisposable
{
    private readonly Meter _meter = new("Factory");
    private readonly OpenBudgets _budgets;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private Snapshot _snapshot = new([], []);

    public SiloGauges(OpenBudgets budgets, ILedger ledger, TimeProvider time)
    {
        (_budgets, _ledger, _time) = (budgets, ledger, time);
        AddBudgetGauge("factory.budget.cap", "The cap.", b => b.Cap.Amount);
        AddBudgetGauge("factory.budget.spent", "Spent so far.", b => b.Spent.Amount);
        AddBudgetGauge("factory.budget.reserved", "Reserved for calls in progress.", b => b.Reserved.Amount);
        AddSpendGauge(
            "factory.spend.today.cost",
            "usd",
            "Cost of today (UTC) that providers bill, including unaccounted spending.",
            l => (double)l.Cost.Amount);
        AddSpendGauge(
            "factory.spend.today.unaccounted",
            "usd",
            "The part of the cost that a crash left without a ledger row.",
            l => (double)l.Unaccounted.Amount);
        AddSpendGauge(
            "factory.spend.today.subscription_value",
            "usd",
            "What subscription calls would have cost today.",
            l => (double)l.SubscriptionValue.Amount);
        AddSpendGauge("factory.spend.today.calls", "{call}", "Calls to providers today.", l => l.Calls);
    }

    /// <summary>Reads the values again.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        // Budgets of runs and tasks are left out: the exporter keeps a bounded number of series forever, and each id
        // would be one.
        var budgets = await _budgets.ListNamedAsync();
        var spend = await _ledger.SumAsync(SpendBy.Model, new LedgerQuery(From: today, To: today), cancellationToken);
        Volatile.Write(ref _snapshot, new Snapshot(budgets, spend));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Snapshot CurrentSnapshot() => Volatile.Read(ref _snapshot);

    private void AddBudgetGauge(string name, string description, Func<BudgetView, decimal> value) => _meter.CreateObservableGauge(
        name,
        () =>
            CurrentSnapshot()
                .Budgets.Select(b =>
                    new Measurement<double>((double)value(b), new KeyValuePair<string, object?>("budget", BudgetKeys.ToName(b.Name)))),
        "usd",
        description);

    private void AddSpendGauge(string name, string unit, string description, Func<SpendLine, double> value) => _meter.CreateObservableGauge(
        name,
        () => CurrentSnapshot().Spend.Select(l => new Measurement<double>(value(l), new KeyValuePair<string, object?>("model", l.Name))),
        unit,
        description);

    private sealed record Snapshot(IReadOnlyList<BudgetView> Budgets, IReadOnlyList<SpendLine> Spend);
}
