using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>Runs commands in bubblewrap: <see cref="BubblewrapArguments"/> says what they see.</summary>
internal sealed class BubblewrapSandbox(string program, string version, SandboxOptions options, Toolchain toolchain, TimeProvider time) : ISandbox
{
    /// <inheritdoc/>
    public string Description { get; } = version;

    /// <inheritdoc/>
    public bool IsIsolated => true;

    /// <inheritdoc/>
    public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) =>
        SandboxRunner.RunToCompletionAsync(() => Launch(command), time, cancellationToken);

    /// <inheritdoc/>
    public ISandboxedProcess Start(SandboxedCommand command) => Launch(command);

    private LimitedProcess Launch(SandboxedCommand command)
    {
        SandboxLaunch.EnsureValid(command);
        var mark = ProcessTag.New();

        // Bubblewrap hands its own environment on, and that is already the command's.
        var environment = CommandEnvironment.Build(command, toolchain, mark, BubblewrapArguments.HomeFolder, "/tmp");
        string[] line = [program, .. BubblewrapArguments.Build(command, toolchain, options), "/bin/sh", "-c", command.CommandLine];
        return new LimitedProcess(new SandboxLaunch(line, environment, mark, null), command, options, time);
    }
}
