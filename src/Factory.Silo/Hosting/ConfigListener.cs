using Factory.Configuration.Reload;
using Factory.Contracts.Budgets;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Hosting;

/// <summary>Carries what a reload came to into the grains: the day's cap, and an event.</summary>
internal sealed class ConfigListener(IGrainFactory grains, TimeProvider time) : IConfigListener
{
    /// <inheritdoc/>
    public async Task AppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files)
    {
        if (now.Policy.DayBudget != before.Policy.DayBudget)
        {
            await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(time.GetUtcNow())).SetCap(now.Policy.DayBudget);
        }

        await grains.GetGrain<IKevGrain>(IKevGrain.Key).ConfigRead($"in force: {string.Join(", ", files)}", refused: false);
    }

    /// <inheritdoc/>
    public Task RefusedAsync(IReadOnlyList<string> problems) =>
        grains.GetGrain<IKevGrain>(IKevGrain.Key).ConfigRead($"refused, the one before stays in force: {string.Join("; ", problems)}", refused: true);
}
