using Factory.Silo.Hosting;

namespace Factory.Silo.Telemetry;

/// <summary>Asks for budgets and spending from time to time while metrics are sent, because the exporter cannot wait for an answer, and says at the start where things go.</summary>
internal sealed partial class OtlpExportService(OtlpEndpoints signals, SiloGauges gauges, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OtlpExportService> log) : BackgroundService
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

    // Without a password or a key that the address may hold.
    private void LogEndpoint(string what, Uri? endpoint)
    {
        if (endpoint is not null)
        {
            LogSending(what, endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
        }
    }
}
