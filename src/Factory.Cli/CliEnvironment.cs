using Factory.Cli.Services;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;
using Microsoft.Extensions.Hosting.Systemd;

namespace Factory.Cli;

/// <summary>All of the world that the command touches; tests put their own in its place.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>True when a person looks at <see cref="Out"/>.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Reads an environment variable; empty ones count as not set.</summary>
    public required Func<string, string?> GetEnvironmentVariable { get; init; }

    /// <summary>Full path of the user's home.</summary>
    public required string Home { get; init; }

    /// <summary>Full path that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Starts a silo in this process; returns when it answers. A delegate, so that commands that only call a silo never load it.</summary>
    public required Func<SiloOptions, CancellationToken, Task<IHostedSilo>> StartSilo { get; init; }

    /// <summary>Operations that need no running silo.</summary>
    public required IDataFolderMaintenance Maintenance { get; init; }

    /// <summary>What starts this program again: the program, or a host and its assembly. Full paths.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>The service manager.</summary>
    public required ISystemd Systemd { get; init; }

    /// <summary>Says to the service manager how the factory is; to nobody where <c>NOTIFY_SOCKET</c> names none.</summary>
    public required ISystemdNotifier Notifier { get; init; }

    /// <summary>True for the machine's own administrator.</summary>
    public required bool IsRoot { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Interrupt { get; init; }

    public static CliEnvironment ForCurrentProcess(CancellationToken interrupt) => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsTerminal = !Console.IsOutputRedirected,
        GetEnvironmentVariable = ReadVariable,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        WorkingDirectory = Environment.CurrentDirectory,
        StartSilo = static async (options, stop) => await SiloHost.StartAsync(options, stop),
        Maintenance = new DataFolderMaintenance(),
        Program = CurrentProgram(),
        Systemd = new Systemd(),
        Notifier = new SystemdNotifier(),
        IsRoot = Environment.IsPrivilegedProcess,
        Interrupt = interrupt,
    };

    // Started through 'dotnet factory.dll', the process is the host's.
    private static string[] CurrentProgram()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "factory.dll")] : [process];
    }

    private static string? ReadVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
