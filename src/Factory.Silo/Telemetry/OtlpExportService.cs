using Factory.Silo.Hosting;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Refreshes budgets and spending periodically while metrics are exported, because the exporter cannot await them. Logs
/// the endpoints at the start.
/// </summary>
internal sealed partial class OtlpExportService(
    OtlpEndpoints signals,
    SiloGauges gauges,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OtlpExportService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.WaitForStartAsync(stoppingToken);
            LogEndpoint("Traces", signals.Traces);
            LogEndpoint("Metrics", signals.Metrics);
            foreach (var name in signals.Invalid)
            {
                LogInvalidVariable(name);
            }

            using var timer = new PeriodicTimer(Interval, time);
            while (signals.Metrics is not null)
            {
                await RefreshAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task RefreshAsync(CancellationToken stop)
    {
        try
        {
            await gauges.RefreshAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogRefreshFailed(e);
        }
    }

    // Without the user information and query of the address, which may contain a key.
    private void LogEndpoint(string what, Uri? endpoint)
    {
        if (endpoint is not null)
        {
            LogSending(what, endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
        }
    }
}
