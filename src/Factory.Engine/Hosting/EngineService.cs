using Microsoft.Extensions.Hosting;

namespace Factory.Engine.Hosting;

/// <summary>Starts and stops the engine with the generic host.</summary>
internal sealed class EngineService(GrainEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);
}
