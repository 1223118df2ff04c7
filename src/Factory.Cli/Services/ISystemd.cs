namespace Factory.Cli.Services;

/// <summary>The service manager.</summary>
internal interface ISystemd
{
    /// <summary>True when systemd runs on this machine.</summary>
    bool IsRunning { get; }

    /// <summary>Runs <c>systemctl</c>.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    Task<(int ExitCode, string Output)> RunAsync(bool system, IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
