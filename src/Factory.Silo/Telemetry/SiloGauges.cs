using System.Diagnostics.Metrics;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ledger;
using Factory.Domain.Ledger;
using Factory.Silo.Api;

namespace Factory.Silo.Telemetry;

/// <summary>What must be asked for before it can be shown: budgets, spending of today. Instruments show the latest answer, so that they never wait.</summary>
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
        AddBudgetGauge("factory.budget.cap", "What may be spent.", b => b.Cap.Amount);
        AddBudgetGauge("factory.budget.spent", "What was spent.", b => b.Spent.Amount);
        AddBudgetGauge("factory.budget.reserved", "What is reserved for calls under way.", b => b.Reserved.Amount);
        AddSpendGauge("factory.spend.today.cost", "usd", "Money of today (UTC) that providers bill, with what a crash left unaccounted.", l => (double)l.Cost.Amount);
        AddSpendGauge("factory.spend.today.unaccounted", "usd", "The part of it that a crash left without a record.", l => (double)l.Unaccounted.Amount);
        AddSpendGauge("factory.spend.today.subscription_value", "usd", "What subscription calls would have cost today.", l => (double)l.SubscriptionValue.Amount);
        AddSpendGauge("factory.spend.today.calls", "{call}", "Calls of today that reached a provider.", l => l.Calls);
    }

    /// <summary>Asks anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        // Not those of runs and tasks: the exporter keeps a bounded number of series for good, and each id would be one.
        var budgets = await _budgets.ListNamedAsync();
        var spend = await _ledger.SumAsync(SpendBy.Model, new LedgerQuery(From: today, To: today), cancellationToken);
        Volatile.Write(ref _snapshot, new Snapshot(budgets, spend));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Snapshot CurrentSnapshot() => Volatile.Read(ref _snapshot);

    private void AddBudgetGauge(string name, string description, Func<BudgetView, decimal> value) => _meter.CreateObservableGauge(
        name,
        () => CurrentSnapshot().Budgets.Select(b => new Measurement<double>((double)value(b), new KeyValuePair<string, object?>("budget", BudgetKeys.ToName(b.Name)))),
        "usd",
        description);

    private void AddSpendGauge(string name, string unit, string description, Func<SpendLine, double> value) => _meter.CreateObservableGauge(
        name, () => CurrentSnapshot().Spend.Select(l => new Measurement<double>(value(l), new KeyValuePair<string, object?>("model", l.Name))), unit, description);

    private sealed record Snapshot(IReadOnlyList<BudgetView> Budgets, IReadOnlyList<SpendLine> Spend);
}
