using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Calls;

/// <summary>
/// Ends the calls that are still running when the silo stops: after <see cref="GatewayOptions.ShutdownTimeout"/> their
/// clients are disconnected, which settles the calls. Without it one open stream would delay the stop for as long as
/// the host waits, and then be killed without a ledger row.
/// </summary>
internal sealed class ShutdownDrain : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Begins to wait for the stop.</summary>
    public ShutdownDrain(IHostApplicationLifetime lifetime, IOptions<GatewayOptions> options, TimeProvider time)
    {
        // One source for all calls: a timer for each would fire thousands of times at the same moment.
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(_ => _source.CancelAfter(options.Value.ShutdownTimeout), null);
    }

    /// <summary>Disconnects this call's client when the time after the stop has passed.</summary>
    /// <param name="context">The client's request.</param>
    /// <returns>Dispose it when the call has ended.</returns>
    public CancellationTokenRegistration AbortOnShutdown(HttpContext context) =>
        _source.Token.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _source.Dispose();
    }
}
