namespace Factory.Cli.Silos;

/// <summary>Starts a silo in this process. Behind an interface, so that commands that only talk to one never load it.</summary>
internal interface ISiloLauncher
{
    /// <summary>Returns when the silo answers.</summary>
    Task<IHostedSilo> StartAsync(SiloLaunchOptions request, CancellationToken cancellationToken);
}

/// <summary>A silo in this process; disposing stops it gracefully.</summary>
internal interface IHostedSilo : IAsyncDisposable
{
    string Url { get; }

    string Token { get; }

    /// <summary>Completes when it has stopped by itself.</summary>
    Task WaitForShutdownAsync(CancellationToken cancellationToken);
}

/// <summary>How a silo is started.</summary>
/// <param name="Data">Full path of the data folder.</param>
/// <param name="Config">Full path of the configuration folder; null for the one beside the program.</param>
/// <param name="Url">Where it should answer; null for any free port.</param>
/// <param name="Unsandboxed">True to let commands run without a sandbox when none is installed.</param>
internal sealed record SiloLaunchOptions(string Data, string? Config, string? Url, bool Unsandboxed);
