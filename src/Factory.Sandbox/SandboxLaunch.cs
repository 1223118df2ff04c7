using System.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>A command line ready to be started, and what to clean up after it.</summary>
/// <param name="Program">Program and arguments that end in running the command line.</param>
/// <param name="Environment">All of its variables.</param>
/// <param name="Tag">The tree's mark.</param>
/// <param name="PrivateFolder">Deleted when it ended; null for none.</param>
internal sealed record SandboxLaunch(
    IReadOnlyList<string> Program, IReadOnlyDictionary<string, string> Environment, string Tag, string? PrivateFolder)
{
    // Joins the control groups, gives up standard input and joins the two outputs in the order they are written; then becomes the program.
    private const string StartScript = """
        while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
        shift
        exec "$@" </dev/null 2>&1
        """;

    /// <summary>Checks what the caller gives.</summary>
    /// <exception cref="ArgumentException">A folder is missing or not a full path.</exception>
    public static void EnsureValid(SandboxedCommand command)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command.CommandLine);
        foreach (var folder in (IEnumerable<string>)[command.Folder, .. command.ReadOnlyFolders ?? [], .. command.WritableFolders ?? []])
        {
            if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder))
            {
                throw new ArgumentException($"'{folder}' is not the full path of a folder that exists.", nameof(command));
            }
        }

        if (command.MountPath is { } seen && !Path.IsPathFullyQualified(seen))
        {
            throw new ArgumentException($"'{seen}' is not a full path.", nameof(command));
        }
    }

    /// <summary>Starts it.</summary>
    public Process Start(string folder, Cgroup? group)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (IEnumerable<string>)["-c", StartScript, "sh", .. group?.JoinFiles ?? [], "--", .. Program])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = ProcessStarter.Start(start);
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new FactoryException(ErrorCodes.Internal, "A command cannot be started on this machine.", "Is /bin/sh there?", inner: exception);
        }
    }
}
