using Factory.Cli.Services;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;
using Microsoft.Extensions.Hosting.Systemd;

namespace Factory.Cli;

/// <summary>Everything outside of the process that a command uses. Tests replace it.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>True when <see cref="Out"/> is a terminal.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>True when a person can be asked: <see cref="In"/> and <see cref="Out"/> are a terminal.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Reads a line that is typed, without showing it; to be called when <see cref="CanAsk"/>.</summary>
    public Func<string> ReadHiddenLine { get; init; } = HiddenInput.ReadLine;

    /// <summary>Reads an environment variable; empty ones count as not set.</summary>
    public required Func<string, string?> GetEnvironmentVariable { get; init; }

    /// <summary>Full path of the user's home.</summary>
    public required string Home { get; init; }

    /// <summary>Full path that relative paths start from; null when that folder was deleted or cannot be read.</summary>
    public required string? WorkingDirectory { get; init; }

    /// <summary>
    /// Starts a silo in this process; returns when it answers. A delegate, so that commands that only call a silo never
    /// load it.
    /// </summary>
    public required Func<SiloOptions, CancellationToken, Task<IHostedSilo>> StartSilo { get; init; }

    /// <summary>Operations that need no running silo.</summary>
    public required IDataFolderMaintenance Maintenance { get; init; }

    /// <summary>Operations on the coding CLIs of this machine.</summary>
    public required IRunnerMaintenance Runners { get; init; }

    /// <summary>
    /// The command line that starts this program again: the program, or the host and its assembly. Full paths.
    /// </summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>The service manager.</summary>
    public required ISystemd Systemd { get; init; }

    /// <summary>Notifies the service manager; without <c>NOTIFY_SOCKET</c> it does nothing.</summary>
    public required ISystemdNotifier Notifier { get; init; }

    /// <summary>True when the process runs as root.</summary>
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
        CanAsk = !Console.IsInputRedirected && !Console.IsOutputRedirected,
        GetEnvironmentVariable = ReadVariable,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        WorkingDirectory = ReadWorkingDirectory(),
        StartSilo = static async (options, stop) =>
        {
            EnterDataFolder(options.DataFolder);
            return await SiloHost.StartAsync(options, stop);
        },
        Maintenance = new DataFolderMaintenance(),
        Runners = new RunnerMaintenance(),
        Program = CurrentProgram(),
        Systemd = new Systemd(),
        Notifier = new SystemdNotifier(),
        IsRoot = Environment.IsPrivilegedProcess,
        Interrupt = interrupt,
    };

    private static string? ReadWorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Programs such as git fail to start in a folder that was deleted, and the operator may delete the one where the silo
    // was started: it works in its own, which it needs anyway.
    private static void EnterDataFolder(string folder)
    {
        try
        {
            PrivateFiles.CreateFolder(folder);
            Environment.CurrentDirectory = folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The start of the silo reports what is wrong with the folder.
        }
    }

    // Under 'dotnet factory.dll' the process path is that of the host, so the assembly is needed, too.
    private static string[] CurrentProgram()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "factory.dll")]
            : [process];
    }

    // 'NAME= factory …' is how a shell clears a variable for one command, and environment files have names without a
    // value.
    private static string? ReadVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
