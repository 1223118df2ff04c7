using Factory.Domain.Sandbox;

namespace Factory.Sandbox;

/// <summary>Runs commands in bubblewrap. <see cref="BubblewrapArguments"/> determines what they can see.</summary>
/// <param name="program">Full path of <c>bwrap</c>.</param>
/// <param name="version">What <c>bwrap --version</c> printed.</param>
/// <param name="features">The optional protections.</param>
/// <param name="options">Limits.</param>
/// <param name="toolchain">The tools that commands can use.</param>
/// <param name="time">The clock.</param>
internal sealed class BubblewrapSandbox(
    string program,
    string version,
    BubblewrapFeatures features,
    SandboxOptions options,
    Toolchain toolchain,
    TimeProvider time) : ProcessSandbox(options, time)
{
    private readonly SandboxOptions _options = options;

    /// <inheritdoc/>
    public override string Description { get; } = version;

    /// <inheritdoc/>
    public override bool IsIsolated => true;

    /// <inheritdoc/>
    protected override SandboxLaunch CreateLaunch(SandboxedCommand command, string tag)
    {
        // bubblewrap passes its own environment on to the command, so the environment is set here once and not a second
        // time with --setenv, which would show every value in the process list of the host.
        var environment = CommandEnvironment.Build(command, toolchain, tag, BubblewrapArguments.HomeFolder, "/tmp");
        var line = features.ToCommand(
            [program, .. BubblewrapArguments.Build(command, tag, toolchain, _options, features), .. SocketForwarder.Wrap(command)]);
        return new SandboxLaunch(line, environment, tag, PrivateFolder: null);
    }
}
