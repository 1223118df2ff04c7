using System.Runtime.CompilerServices;
using Factory.Silo.Api;
using Factory.Silo.Metrics;

namespace Factory.Silo.Telemetry;

/// <summary>
/// Sends traces of model calls and the silo's metrics over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. When it is not, nothing of OpenTelemetry is loaded.
/// Also begins the listening for <c>/metrics</c>, after the silo is up: neither may make its start longer.
/// </summary>
internal sealed class OtlpExport(IServiceProvider services, SiloIdentity identity, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OtlpExport> log, Func<string, string?> variable) : IHostedService, IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _export;
    private Task _life = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            using var flow = ExecutionContext.SuppressFlow();
            _life = Task.Run(LiveAsync);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Sends what has not been sent; a server that does not answer must not hold the silo up for long.
        _export?.Dispose();
        _export = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task LiveAsync()
    {
        services.GetRequiredService<MetricsBoard>();
        var options = OtlpOptions.Read(variable);
        if (options.Endpoint is not { } endpoint)
        {
            return;
        }

        try
        {
            _export = Open(options, identity.Version);
            OtlpLog.Sending(log, Uri.TryCreate(endpoint, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Path).Replace(url.UserInfo + "@", "", StringComparison.Ordinal) : "an address that is no URL");
        }
        catch (Exception e)
        {
            OtlpLog.NotSending(log, e);
            return;
        }

        await KeepFreshAsync(services.GetRequiredService<SiloGauges>());
    }

    private async Task KeepFreshAsync(SiloGauges gauges)
    {
        using var timer = new PeriodicTimer(Freshness, time);
        do
        {
            try
            {
                await gauges.RefreshAsync(_stop.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                OtlpLog.NotRead(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    /// <summary>In a method of its own, so that the compiler at run time needs the library only when this is called.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IDisposable Open(OtlpOptions options, string version) => OtlpProviders.Open(options, version);
}
