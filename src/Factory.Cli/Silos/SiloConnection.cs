using Factory.Client;
using Factory.Silo.Hosting;

namespace Factory.Cli.Silos;

/// <summary>A connection to a silo, which may be hosted in this process. Disposing stops a hosted silo.</summary>
internal sealed class SiloConnection(FactoryClient client, string url, IHostedSilo? hosted) : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    public FactoryClient Client => client;

    public string Url => url;

    /// <summary>True when the silo is hosted in this process and stops with it.</summary>
    public bool IsHosted => hosted is not null;

    /// <summary>Completes when the hosted silo stops by itself; never for a silo in another process.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        hosted?.WaitForShutdownAsync(cancellationToken) ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Connects to the silo that uses the data folder.</summary>
    /// <exception cref="FactoryException"><c>silo.unreachable</c>: no silo uses it.</exception>
    public static async Task<SiloConnection> OpenAsync(GlobalSettings settings, CliEnvironment environment) =>
        await TryOpenAsync(settings, environment) ?? throw new FactoryException(
            ErrorCodes.SiloUnreachable,
            $"No factory is running for the data folder {settings.Data}.",
            $"Start one in another terminal: factory up{settings.DataOption}");

    /// <summary>Connects to the silo that uses the data folder, or starts one in this process.</summary>
    public static async Task<SiloConnection> OpenOrHostAsync(GlobalSettings settings, bool unsandboxed, CliEnvironment environment)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await TryOpenAsync(settings, environment) is { } found)
            {
                return found;
            }

            try
            {
                var hosted = await environment.StartSilo(settings.ToSiloOptions(unsandboxed: unsandboxed), environment.Interrupt);
                return new SiloConnection(
                    // Read each time: 'factory token rotate' can replace the token while this command follows a run.
                    FactoryClient.WithTokenProvider(hosted.Url, () => hosted.Token, environment.Time),
                    hosted.Url,
                    hosted);
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.DataFolderLocked && attempt < MaxAttempts)
            {
                // Another process started a silo between the check and the start: connect to that one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First the client, so that the server of the silo has no open connection of this process to wait for.
        client.Dispose();
        if (hosted is not null)
        {
            await hosted.DisposeAsync();
        }
    }

    /// <summary>Connects to the silo that uses the data folder; null when there is none.</summary>
    public static async Task<SiloConnection?> TryOpenAsync(GlobalSettings settings, CliEnvironment environment) =>
        await SiloLocator.FindAsync(settings.Data, time: environment.Time, cancellationToken: environment.Interrupt) is { } silo
            ? new SiloConnection(
                FactoryClient.WithTokenProvider(silo.Silo.Url, () => SiloLocator.ReadToken(settings.Data), environment.Time),
                silo.Silo.Url,
                null)
            : null;
}
