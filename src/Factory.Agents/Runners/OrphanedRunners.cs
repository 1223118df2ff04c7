using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Runners;

/// <inheritdoc cref="IOrphanedProcesses"/>
internal sealed class OrphanedRunners(ISandbox sandbox, IAttemptRunner attempts, FactoryPaths paths) : IOrphanedProcesses
{
    /// <inheritdoc/>
    public async Task EndAsync()
    {
        foreach (var tag in sandbox.FindSurvivors(RunnerTag.Prefix).Where(IsOrphan))
        {
            var left = sandbox.Adopt(new SandboxedCommand("true", paths.RunnerSessions, CommandLimits.Default) { SurvivalTag = tag });
            if (left is not null)
            {
                await left.DisposeAsync();
            }
        }
    }

    // Another factory on this machine has a data folder, and attempts, of its own.
    private bool IsOrphan(string tag) =>
        RunnerTag.AttemptOf(tag) is { } attempt && !attempts.IsRunning(attempt) && Directory.Exists(paths.RunnerSession(attempt));
}
