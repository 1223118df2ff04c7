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
    private Facts _facts = new([], []);

    public SiloGauges(OpenBudgets budgets, ILedger ledger, TimeProvider time)
    {
        (_budgets, _ledger, _time) = (budgets, ledger, time);
        Budget("factory.budget.cap", "What may be spent.", b => b.Cap.Amount);
        Budget("factory.budget.spent", "What was spent.", b => b.Spent.Amount);
        Budget("factory.budget.leased", "What is set aside for calls under way.", b => b.Reserved.Amount);
        Spend("factory.spend.today.cost", "usd", "Money of today (UTC) that providers bill, with what a crash left unaccounted.", l => (double)l.Cost.Amount);
        Spend("factory.spend.today.unaccounted", "usd", "The part of it that a crash left without a record.", l => (double)l.Unaccounted.Amount);
        Spend("factory.spend.today.plan_value", "usd", "What calls of plans would have cost today.", l => (double)l.PlanValue.Amount);
        Spend("factory.spend.today.calls", "{call}", "Calls of today that reached a provider.", l => l.Calls);
    }

    /// <summary>Asks anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        // Not those of runs and tasks: the exporter keeps a bounded number of series for good, and each id would be one.
        var budgets = await _budgets.ListNamedAsync();
        var spend = await _ledger.SumAsync(SpendBy.Model, new LedgerQuery(From: today, To: today), cancellationToken);
        Volatile.Write(ref _facts, new Facts(budgets, spend));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Facts Now() => Volatile.Read(ref _facts);

    private void Budget(string name, string description, Func<BudgetView, decimal> value) => _meter.CreateObservableGauge(
        name,
        () => Now().Budgets.Select(b => new Measurement<double>((double)value(b), new KeyValuePair<string, object?>("budget", BudgetKeys.ToName(b.Name)))),
        "usd",
        description);

    private void Spend(string name, string unit, string description, Func<SpendLine, double> value) => _meter.CreateObservableGauge(
        name, () => Now().Spend.Select(l => new Measurement<double>(value(l), new KeyValuePair<string, object?>("model", l.Name))), unit, description);

    private sealed record Facts(IReadOnlyList<BudgetView> Budgets, IReadOnlyList<SpendLine> Spend);
}
