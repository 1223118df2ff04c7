using Factory.Configuration.Reload;
using Factory.Contracts.Budgets;
using Factory.Domain.Configuration;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Hosting;

/// <summary>
/// Applies a configuration reload: the keys of new providers become secrets, the cap of the day is set, and an event is
/// recorded.
/// </summary>
internal sealed class ConfigChangeHandler(IGrainFactory grains, SecretRedactor secrets, TimeProvider time) : IConfigChangeHandler
{
    /// <summary>Makes the keys of all providers known to the redactor, whatever their variables are called.</summary>
    public static void AddKeys(SecretRedactor secrets, FactoryConfig config) => secrets.AddVariables(
        Environment.GetEnvironmentVariables(),
        config.Catalogue.Providers.Select(provider => provider.KeyVariable));

    /// <inheritdoc/>
    public async Task OnAppliedAsync(FactoryConfig before, FactoryConfig now, IReadOnlyList<string> files)
    {
        AddKeys(secrets, now);

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
