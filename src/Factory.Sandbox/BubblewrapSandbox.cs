using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>Runs commands in bubblewrap: <see cref="BubblewrapArguments"/> says what they see.</summary>
internal sealed class BubblewrapSandbox(string program, string version, SandboxOptions options, Toolchain toolchain, TimeProvider time) : ISandbox
{
    /// <inheritdoc/>
    public string Description { get; } = version;

    /// <inheritdoc/>
    public bool IsContained => true;

    /// <inheritdoc/>
    public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) =>
        SandboxRun.ToEndAsync(() => Launch(command), time, cancellationToken);

    /// <inheritdoc/>
    public ISandboxedProcess Start(SandboxedCommand command) => Launch(command);

    private LimitedProcess Launch(SandboxedCommand command)
    {
        SandboxLaunch.Demand(command);
        var mark = ProcessTag.New();

        // Bubblewrap hands its own environment on, and that is already the command's.
        var environment = CommandEnvironment.For(command, toolchain, mark, BubblewrapArguments.Home, "/tmp");
        string[] line = [program, .. BubblewrapArguments.For(command, toolchain, options), "/bin/sh", "-c", command.CommandLine];
        return new LimitedProcess(new SandboxLaunch(line, environment, mark, null), command, options, time);
    }
}
