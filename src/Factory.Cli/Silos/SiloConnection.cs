using Factory.Client;
using Factory.Silo.Hosting;

namespace Factory.Cli.Silos;

/// <summary>A client and, where this process hosts the silo, the silo. Disposing stops what this process started.</summary>
internal sealed class SiloConnection(FactoryClient client, string url, IHostedSilo? hosted) : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    public FactoryClient Client => client;

    public string Url => url;

    /// <summary>True when the silo lives in this process and ends with it.</summary>
    public bool IsHosted => hosted is not null;

    /// <summary>Completes when the hosted silo has stopped by itself; never for one elsewhere.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        hosted?.WaitForShutdownAsync(cancellationToken) ?? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>The silo that holds the data folder.</summary>
    /// <exception cref="FactoryException"><c>silo.unreachable</c> when none does.</exception>
    public static async Task<SiloConnection> OpenAsync(GlobalSettings settings, CliEnvironment environment) =>
        await TryOpenAsync(settings, environment) ?? throw new FactoryException(
            ErrorCodes.SiloUnreachable,
            $"No factory is up for the data folder {settings.Data}.",
            $"Start one in another terminal: factory up{settings.DataOption}");

    /// <summary>The silo that holds the data folder, or a new one in this process.</summary>
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
                return new SiloConnection(FactoryClient.WithTokenProvider(hosted.Url, () => hosted.Token, environment.Time), hosted.Url, hosted);
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.DataFolderLocked && attempt < MaxAttempts)
            {
                // Somebody else took the folder between the look and the start: talk to that one.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (hosted is not null)
        {
            await hosted.DisposeAsync();
        }
    }

    /// <summary>The silo that holds the data folder; null when none does.</summary>
    public static async Task<SiloConnection?> TryOpenAsync(GlobalSettings settings, CliEnvironment environment) =>
        await SiloLocator.FindAsync(settings.Data, time: environment.Time, cancellationToken: environment.Interrupt) is { } silo
            ? new SiloConnection(FactoryClient.WithTokenProvider(silo.Silo.Url, () => SiloLocator.ReadToken(settings.Data), environment.Time), silo.Silo.Url, null)
            : null;
}
