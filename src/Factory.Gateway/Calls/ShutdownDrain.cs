using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Calls;

/// <summary>
/// Ends the calls that are still under way when the silo stops: they get a moment, then their clients are cut off as if they had gone, which settles the calls. Without it one
/// open stream would hold the stop back for as long as the host waits.
/// </summary>
internal sealed class ShutdownDrain : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _stopping;

    public ShutdownDrain(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, TimeProvider time)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(_ => _source.CancelAfter(options.Value.ShutdownTimeout), null);
    }

    /// <summary>Cuts this call's client off at the stop, until what is returned is disposed.</summary>
    public CancellationTokenRegistration AbortOnShutdown(HttpContext context) => _source.Token.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _source.Dispose();
    }
}
