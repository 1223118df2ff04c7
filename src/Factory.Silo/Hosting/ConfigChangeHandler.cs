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
        // Only for the current day: later days have no cap of their own yet and take the configured one. Without a
        // change nothing is set, because that would undo a cap that the operator set for today.
        if (now.Policy.DayBudget != before.Policy.DayBudget)
        {
            await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(time.GetUtcNow()).Value).SetCap(now.Policy.DayBudget);
        }

        await grains.GetGrain<IKevGrain>(IKevGrain.Key).RecordConfigReload($"in force: {string.Join(", ", files)}", rejected: false);
    }

    /// <inheritdoc/>
    public Task OnRejectedAsync(IReadOnlyList<string> problems) =>
        grains.GetGrain<IKevGrain>(IKevGrain.Key)
            .RecordConfigReload($"rejected; the previous one stays in force: {string.Join("; ", problems)}", rejected: true);
}
