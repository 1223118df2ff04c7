using Microsoft.Extensions.Hosting;

namespace Factory.Silo.Tests.Support;

/// <summary>A host that has started.</summary>
internal sealed class StartedLifetime : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted { get; } = new(canceled: true);

    public CancellationToken ApplicationStopping => default;

    public CancellationToken ApplicationStopped => default;

    public void StopApplication() => throw new InvalidOperationException("A service must not stop the host.");
}
