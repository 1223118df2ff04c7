using System.Runtime.CompilerServices;
using Factory.Domain.Budgets;
using Factory.Domain.States;

namespace Factory.Metering.Tests;

/// <summary>The stored states of budgets in memory.</summary>
internal sealed class BudgetScanner(FakeGrains grains) : IStateScanner
{
    public async IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(
        string stateName,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (key, budget) in grains.Budgets)
        {
            yield return new ScannedState<T>(key, (T)(object)new DurableState<BudgetState> { Value = budget.State });
        }
    }
}
