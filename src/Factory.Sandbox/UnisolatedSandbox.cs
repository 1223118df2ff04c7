using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>
/// Runs commands without isolation: as the silo's own user, with network access and all files. The limits apply
/// nevertheless. Callers check <see cref="SandboxPolicy"/> first: only commands from trusted providers, or after
/// <c>--unsandboxed</c>, may run here.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="toolchain">The tools that commands can use.</param>
/// <param name="namespaceCommand">
/// Program and arguments that run the command in its own PID namespace, so that none of its processes outlives it;
/// empty where this is not possible.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class UnisolatedSandbox(
    SandboxOptions options,
    Toolchain toolchain,
    IReadOnlyList<string> namespaceCommand,
    TimeProvider time) : ProcessSandbox(options, time)
{
    /// <inheritdoc/>
    public override string Description => "none";

    /// <inheritdoc/>
    public override bool IsIsolated => false;

    /// <inheritdoc/>
    protected override SandboxLaunch CreateLaunch(SandboxedCommand command, string tag)
    {
        var home = new TemporaryFolders().Create().FullName;
        var environment = CommandEnvironment.Build(command, toolchain, tag, home, home);
        string[] shell = [.. namespaceCommand, .. SocketForwarder.Wrap(command)];

        // In its own session the command does not receive the SIGINT that Ctrl-C sends to the silo's terminal; the silo
        // stops it in order.
        string[] program = Toolchain.FindProgram(null, "setsid") is { } setsid ? [setsid, .. shell] : shell;
        return new SandboxLaunch(program, environment, tag, home);
    }
}
