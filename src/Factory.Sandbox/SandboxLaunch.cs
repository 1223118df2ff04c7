using System.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>How to start a command, and what to delete after it has ended.</summary>
/// <param name="Program">The program and its arguments, which finally run the command line.</param>
/// <param name="Environment">All variables; nothing is inherited from the silo.</param>
/// <param name="Tag">The tag of the process tree.</param>
/// <param name="PrivateFolder">Full path of a folder that is deleted after the command has ended; null for
/// none.</param>
internal sealed record SandboxLaunch(
    IReadOnlyList<string> Program, IReadOnlyDictionary<string, string> Environment, string Tag, string? PrivateFolder)
{
    // The shell joins the control groups before it executes the program: a program that was moved into a group
    // afterwards could have forked already, and its children would stay outside. "2>&1" on one pipe keeps the order of
    // the two outputs, which two pipes would lose. "exec" makes the program replace the shell, so that its process id
    // is the one that .NET has returned.
    // "nice" lowers the priority where there is no control group that limits the share in the processors.
    // Appended, so that what an earlier start has printed into the same file stays.
    private const string StartScript = """
        output=$1; shift
        while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done
        shift
        [ -z "$output" ] || exec nice -n 5 "$@" </dev/null >>"$output" 2>>"$output.errors"
        exec nice -n 5 "$@" </dev/null 2>&1
        """;

    /// <summary>Validates a command.</summary>
    /// <exception cref="ArgumentException">The command line is empty, or a folder does not exist or is not a full
    /// path.</exception>
    public static void EnsureValid(SandboxedCommand command)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command.CommandLine);
        foreach (var folder in (IEnumerable<string>)[command.Folder, .. command.ReadOnlyFolders ?? [], .. command.WritableFolders ?? []])
        {
            if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder))
            {
                throw new ArgumentException($"'{folder}' is not the full path of an existing folder.", nameof(command));
            }
        }

        if (command.MountPath is { } path && !Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException($"'{path}' is not a full path.", nameof(command));
        }
    }

    /// <summary>Starts the program.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="group">The control group that it joins; null for none.</param>
    /// <param name="outputFile">Full path of the file for its output; null to capture it.</param>
    /// <exception cref="FactoryException">It cannot be started.</exception>
    public Process Start(string folder, Cgroup? group, string? outputFile)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (IEnumerable<string>)["-c", StartScript, "sh", outputFile ?? "", .. group?.JoinFiles ?? [], "--", .. Program])
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
            // A redirected input that is closed at once: an inherited one would let the command read what the operator
            // types into the silo's terminal.
            var process = ProcessStarter.Start(start);
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new FactoryException(
                ErrorCodes.Internal,
                "A command cannot be started on this machine.",
                "Check that /bin/sh exists and is executable.",
                inner: exception);
        }
    }
}
