using Factory.Silo.Hosting;

namespace Factory.Cli.Silos;

/// <inheritdoc/>
internal sealed class SiloLauncher : ISiloLauncher
{
    public async Task<IHostedSilo> StartAsync(SiloLaunchOptions request, CancellationToken cancellationToken)
    {
        var options = new SiloOptions
        {
            DataFolder = request.Data,
            ConfigFolder = request.Config,
            Url = request.Url ?? "http://127.0.0.1:0",
            Unsandboxed = request.Unsandboxed,
        };
        return new Hosted(await SiloHost.StartAsync(options, cancellationToken));
    }

    private sealed class Hosted(SiloHost host) : IHostedSilo
    {
        public string Url => host.Url;

        public string Token => host.Token;

        public Task WaitForShutdownAsync(CancellationToken cancellationToken) => host.WaitForShutdownAsync(cancellationToken);

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
