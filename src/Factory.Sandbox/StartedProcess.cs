using System.Diagnostics;

namespace Factory.Sandbox;

/// <summary>A process that this silo has started.</summary>
/// <param name="process">The process.</param>
/// <param name="launch">How it was started.</param>
internal sealed class StartedProcess(Process process, SandboxLaunch launch) : ICommandProcess
{
    /// <inheritdoc/>
    public string Tag => launch.Tag;

    /// <inheritdoc/>
    public int Id => process.Id;

    /// <inheritdoc/>
    public bool HasExited => process.HasExited;

    /// <inheritdoc/>
    public int ExitCode => process.ExitCode;

    /// <inheritdoc/>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <inheritdoc/>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task CleanUpAsync() => launch.PrivateFolder is { } folder
        ? UntrustedDirectory.DeleteAsync(folder, CancellationToken.None)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();
}
