using System.ComponentModel;
using System.Diagnostics;
using Factory.Domain.Sandbox;
using Factory.Sandbox.Seccomp;

namespace Factory.Sandbox;

/// <summary>
/// Selects the sandbox of this machine. bubblewrap is used only after a trial command has shown that it isolates here.
/// </summary>
internal static class SandboxProbe
{
    private const int TimeLimitMilliseconds = 10_000;

    // /proc/sys is what stands between a command and the host when the silo runs as root. Seccomp 2 means that the
    // filter is in force; the two calls that it must refuse show that it is the right one.
    private const string Trial = """
        [ ! -w /proc/sys/kernel/core_pattern ] || exit 1
        case "$(cat /proc/self/status)" in *"Seccomp:	2"*) ;; *) exit 1;; esac
        : > probe && ! chmod 4700 probe 2>/dev/null || exit 1
        ! unshare --user true 2>/dev/null || exit 1
        echo isolated
        """;

    /// <summary>
    /// Returns the strongest available sandbox. Ends and deletes first what a killed silo left behind.
    /// </summary>
    public static ISandbox Detect(SandboxOptions options, TimeProvider time)
    {
        // Processes first: they keep their groups busy and may still write to their folders.
        ProcessTag.KillOrphans();
        TemporaryFolders.DeleteOrphans();
        Cgroup.RemoveOrphans();
        var searchPath = Environment.GetEnvironmentVariable("PATH");
        var toolchain = Toolchain.Detect(
            searchPath,
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        var program = options.UseBubblewrap ? Toolchain.FindProgram(searchPath, "bwrap") : null;
        return program is not null && Version(program) is { } version && FindFeatures(program, toolchain) is { } features
            ? new BubblewrapSandbox(program, version, features, options, toolchain, time)
            : new UnisolatedSandbox(options, toolchain, FindPidNamespaceCommand(searchPath), time);
    }

    private static string? Version(string program) =>
        TryRun(program, ["--version"])?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// Returns the strongest protections with which bubblewrap isolates here; null when it does not.
    /// </summary>
    /// <param name="program">Full path of <c>bwrap</c>.</param>
    /// <param name="toolchain">The tools that commands can use.</param>
    internal static BubblewrapFeatures? FindFeatures(string program, Toolchain toolchain)
    {
        if (SeccompFilter.ForThisMachine is not { } filter)
        {
            return null;
        }

        BubblewrapFeatures[] candidates = [new(filter, DisableUserNamespaces: true), new(filter, DisableUserNamespaces: false)];
        return candidates.FirstOrDefault(features => CanIsolate(program, toolchain, features));
    }

    /// <summary>
    /// Returns whether a trial command is isolated. Where the kernel or AppArmor forbids user namespaces, bubblewrap is
    /// installed and fails.
    /// </summary>
    /// <param name="program">Full path of <c>bwrap</c>.</param>
    /// <param name="toolchain">The tools that commands can use.</param>
    /// <param name="features">The protections to use.</param>
    internal static bool CanIsolate(string program, Toolchain toolchain, BubblewrapFeatures features)
    {
        var folder = new TemporaryFolders().Create();
        try
        {
            var command = new SandboxedCommand("true", folder.FullName, CommandLimits.Default);
            var arguments = BubblewrapArguments.Build(command, ProcessTag.Create(), toolchain, new SandboxOptions(), features);
            var line = features.ToCommand([program, .. arguments, "/bin/sh", "-c", Trial]);
            return TryRun(line[0], line.Skip(1))?.Trim() == "isolated";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Returns program and arguments that run a command in its own PID namespace; empty where this is not possible.
    /// </summary>
    /// <param name="searchPath">The silo's search path.</param>
    internal static IReadOnlyList<string> FindPidNamespaceCommand(string? searchPath)
    {
        if (Toolchain.FindProgram(searchPath, "unshare") is not { } program)
        {
            return [];
        }

        // When the first process of a PID namespace ends, the kernel kills all others, including those that left its
        // process tree. Root may create such a namespace directly; other users need a user namespace around it.
        string[] arguments = ["--pid", "--fork", "--kill-child", "--mount-proc"];
        IEnumerable<string[]> candidates = [arguments, ["--user", "--map-current-user", .. arguments]];
        return candidates.FirstOrDefault(c => TryRun(program, [.. c, "/bin/sh", "-c", "echo $$"])?.Trim() == "1") is { } works
            ? [program, .. works]
            : [];
    }

    private static string? TryRun(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = ProcessStarter.Start(new ProcessStartInfo(
                program,
                arguments)
            { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = process.StandardOutput.ReadToEndAsync();

            // Both streams must be read: a program that fills the pipe of one would block until the time limit.
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
