using Factory.Configuration.Reload;
using Factory.Contracts.Budgets;
using Factory.Domain.Configuration;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Hosting;

/// <summary>Applies a configuration reload to the grains: sets the cap of the day and records an event.</summary>
internal sealed class ConfigChangeHandler(IGrainFactory grains, TimeProvider time) : IConfigChangeHandler
{
    /// <inheritdoc/>
    public async Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files)
    {
        if (now.Policy.DayBudget != before.Policy.DayBudget)
        {
            await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(time.GetUtcNow())).SetCap(now.Policy.DayBudget);
        }

        await grains.GetGrain<IKevGrain>(IKevGrain.Key).RecordConfigReload($"in force: {string.Join(", ", files)}", rejected: false);
    }

    /// <inheritdoc/>
    public Task OnRejectedAsync(IReadOnlyList<string> problems) =>
        grains.GetGrain<IKevGrain>(IKevGrain.Key)
            .RecordConfigReload($"rejected; the previous one stays in force: {string.Join("; ", problems)}", rejected: true);
}
