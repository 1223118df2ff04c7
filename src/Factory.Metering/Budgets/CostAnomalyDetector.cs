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

/// <summary>Tells the operator, once, of a task that costs far more than tasks of its kind do. Looked at whenever a task's lease grows or ends.</summary>
internal sealed class CostAnomalyDetector(IGrainFactory grains, ITaskCosts costs, ILogger<CostAnomalyDetector> log)
{
    private const int MaxTrackedTasks = 10_000;

    private readonly ConcurrentDictionary<string, Usd> _nextCheckAt = new(StringComparer.Ordinal);

    /// <summary>Compares the spender's task with its kind. Failing at that fails no call.</summary>
    public async Task CheckAsync(Principal spender)
    {
        if (spender.Task is not { } task || spender.TaskKind is not { } kind)
        {
            return;
        }

        try
        {
            var budget = grains.GetGrain<IBudgetGrain>(BudgetKeys.ForTask(task));
            var spent = (await budget.Get().ConfigureAwait(false)).Spent;
            if (spent < CostAnomalyRules.MinSpend || (_nextCheckAt.TryGetValue(task.Value, out var next) && spent < next))
            {
                return;
            }

            var others = await costs.GetByKindAsync(kind, task, CostAnomalyRules.MaxSamples, CancellationToken.None).ConfigureAwait(false);
            if (CostAnomalyRules.Detect(kind, spent, others) is { } message)
            {
                await budget.RaiseOnce(EventTypes.TaskCostAnomaly, message, spender.Run, task).ConfigureAwait(false);
            }

            // Looked at again when it costs a fifth more; or once too often, which costs a query.
            if (_nextCheckAt.Count >= MaxTrackedTasks)
            {
                _nextCheckAt.Clear();
            }

            _nextCheckAt[task.Value] = new Usd(spent.Amount * 1.2m);
        }
        catch (Exception e)
        {
            MeterLog.CostComparisonFailed(log, task.Value, e);
        }
    }
}
