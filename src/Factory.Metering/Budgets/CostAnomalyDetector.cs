using System.Collections.Concurrent;
using Factory.Contracts.Budgets;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.Ledger;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Budgets;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Budgets;

/// <summary>
/// Alerts the operator, once, to a task that costs far more than other tasks of its kind. Runs whenever a lease of a
/// task grows or is closed.
/// </summary>
internal sealed partial class CostAnomalyDetector(IGrainFactory grains, ITaskCosts costs, ILogger<CostAnomalyDetector> log)
{
    private const int MaxTrackedTasks = 10_000;

    private readonly ConcurrentDictionary<string, Usd> _nextCheckAt = new(StringComparer.Ordinal);

    /// <summary>
    /// Compares the cost of the principal's task with others of its kind. Does not throw: a statistic must not fail a
    /// call.
    /// </summary>
    public async Task CheckAsync(Principal principal)
    {
        if (principal.Task is not { } task || principal.TaskKind is not { } kind)
        {
            return;
        }

        try
        {
            var budget = grains.GetGrain<IBudgetGrain>(BudgetKeys.ForTask(task).Value);
            var spent = (await budget.Get().ConfigureAwait(false)).Spent;
            if (spent < CostAnomalyRules.MinSpend || (_nextCheckAt.TryGetValue(task.Value, out var next) && spent < next))
            {
                return;
            }

            var others = await costs.GetByKindAsync(kind, task, CostAnomalyRules.MaxSamples, CancellationToken.None).ConfigureAwait(false);
            if (CostAnomalyRules.Detect(kind, spent, others) is { } message)
            {
                await budget.RaiseOnce(EventTypes.TaskCostAnomaly, message, principal.Run, task).ConfigureAwait(false);
            }

            // Compared again when it costs a fifth more. Clearing the table of a silo with very many tasks costs one
            // query for each of them.
            if (_nextCheckAt.Count >= MaxTrackedTasks)
            {
                _nextCheckAt.Clear();
            }

            _nextCheckAt[task.Value] = new Usd(spent.Amount * 1.2m);
        }
        catch (Exception e)
        {
            LogComparisonFailed(task, e);
        }
    }
}
