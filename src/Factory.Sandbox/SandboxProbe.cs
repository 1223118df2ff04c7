using System.ComponentModel;
using System.Diagnostics;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>Finds out once what this machine can do: bubblewrap counts only when it really contains a command here.</summary>
internal static class SandboxProbe
{
    private const int TimeLimitMilliseconds = 10_000;

    /// <summary>The best sandbox of this machine. What a killed silo left running is ended first.</summary>
    public static ISandbox Detect(SandboxOptions options, TimeProvider time)
    {
        ProcessTag.KillOrphans();
        TemporaryFolders.DeleteOrphans();
        Cgroup.RemoveOrphans();
        var searchPath = Environment.GetEnvironmentVariable("PATH");
        var toolchain = Toolchain.Detect(
            searchPath, Environment.GetEnvironmentVariable("DOTNET_ROOT"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        var program = options.UseBubblewrap ? Toolchain.FindProgram(searchPath, "bwrap") : null;
        return program is not null && Version(program) is { } version && CanIsolate(program, toolchain)
            ? new BubblewrapSandbox(program, version, options, toolchain, time)
            : new UnisolatedSandbox(options, toolchain, FindPidNamespaceCommand(searchPath), time);
    }

    private static string? Version(string program) =>
        TryRun(program, ["--version"])?.Trim() is { Length: > 0 } text ? text : null;

    // Where user namespaces are switched off it is installed and yet fails.
    private static bool CanIsolate(string program, Toolchain toolchain)
    {
        var folder = new TemporaryFolders().Create();
        try
        {
            var command = new SandboxedCommand("true", folder.FullName, CommandLimits.Default);
            string[] arguments = [.. BubblewrapArguments.Build(command, toolchain, new SandboxOptions()), "/bin/sh", "-c", "[ ! -w /proc/sys/kernel/core_pattern ] && echo contained"];
            return TryRun(program, arguments)?.Trim() == "contained";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A process namespace takes with it whoever leaves the tree, also one without bubblewrap: unshare belongs to every Linux. A user needs a user namespace for it.
    internal static IReadOnlyList<string> FindPidNamespaceCommand(string? searchPath)
    {
        if (Toolchain.FindProgram(searchPath, "unshare") is not { } program)
        {
            return [];
        }

        string[] arguments = ["--pid", "--fork", "--kill-child", "--mount-proc"];
        IEnumerable<string[]> candidates = [arguments, ["--user", "--map-current-user", .. arguments]];
        return candidates.FirstOrDefault(c => TryRun(program, [.. c, "/bin/sh", "-c", "echo $$"])?.Trim() == "1") is { } works ? [program, .. works] : [];
    }

    private static string? TryRun(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = ProcessStarter.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            if (process.WaitForExit(TimeLimitMilliseconds))
            {
                return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : null;
            }

            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
