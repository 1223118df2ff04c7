using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// No containment at all: the command runs as the silo's own user, with network and all files. The limits hold nevertheless. Only commands that the
/// project itself wrote, or that the operator allowed with <c>--unsandboxed</c>, may come here: <see cref="SandboxPolicy"/>.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="toolchain">Where the tools are.</param>
/// <param name="namespaceCommand">Program and arguments that put the command into a process namespace of its own, so that none of its processes outlives it; empty where this machine has none.</param>
/// <param name="time">The clock.</param>
internal sealed class UnisolatedSandbox(SandboxOptions options, Toolchain toolchain, IReadOnlyList<string> namespaceCommand, TimeProvider time) : ISandbox
{
    /// <inheritdoc/>
    public string Description => "none";

    /// <inheritdoc/>
    public bool IsIsolated => false;

    /// <inheritdoc/>
    public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) =>
        SandboxRunner.RunToCompletionAsync(() => Launch(command), time, cancellationToken);

    /// <inheritdoc/>
    public ISandboxedProcess Start(SandboxedCommand command) => Launch(command);

    private LimitedProcess Launch(SandboxedCommand command)
    {
        SandboxLaunch.EnsureValid(command);
        var mark = ProcessTag.New();
        var home = new TemporaryFolders().Create().FullName;
        var environment = CommandEnvironment.Build(command, toolchain, mark, home, home);
        string[] shell = [.. namespaceCommand, "/bin/sh", "-c", command.CommandLine];

        // A session of its own: Ctrl-C in the silo's terminal is not for products.
        string[] program = Toolchain.FindProgram(null, "setsid") is { } setsid ? [setsid, .. shell] : shell;
        return new LimitedProcess(new SandboxLaunch(program, environment, mark, home), command, options, time);
    }
}
