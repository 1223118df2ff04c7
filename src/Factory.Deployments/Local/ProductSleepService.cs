using Factory.Domain.Configuration;
using Microsoft.Extensions.Hosting;

namespace Factory.Deployments.Local;

/// <summary>
/// Ends the programs of products that nobody uses, after the time of <c>products.sleep_after</c> in <c>policy.yaml</c>.
/// </summary>
internal sealed class ProductSleepService(LocalDeployTarget target, IConfigSource config, TimeProvider time) : BackgroundService
{
    /// <value>15 seconds: a product falls asleep at most that much later than the policy says.</value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (config.Current.Policy.ProductSleepAfter is { } idle)
                {
                    await target.SleepAsync(idle, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
