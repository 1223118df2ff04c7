using Factory.Agents.Attempts;
using Factory.Contracts.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;

namespace Factory.Agents.Runners;

/// <summary>Decides whether an attempt that an earlier silo process began can go on.</summary>
internal sealed class RunnerContinuation(IConfigSource config, RunnerSelector selector, ISandbox sandbox, FactoryPaths paths)
{
    /// <summary>How often an attempt goes on after a restart.</summary>
    /// <value>10: an attempt that brings the silo down must not do so again and again.</value>
    public const int MaxContinuations = 10;

    /// <summary>Returns whether an attempt can go on; ends what is left of its processes when it cannot.</summary>
    public async Task<bool> IsPossibleAsync(AttemptRequest request)
    {
        if (RunnerFolder.TryReadState(paths, request.Attempt) is not { } state)
        {
            return false;
        }

        if (CanGoOn(request, state))
        {
            return true;
        }

        if (Adopt(state) is { } left)
        {
            await left.DisposeAsync();
        }

        return false;
    }

    private bool CanGoOn(AttemptRequest request, RunnerState state)
    {
        // A review begins with evidence that is collected again, and may differ from what its reviewer was given.
        var agent = config.Current.Agents.FirstOrDefault(a => a.Id == request.Assignment.Agent);
        return !AttemptTraits.ReviewsCommit(request.Spec)
            && state.Continuations < MaxContinuations
            && agent is not null
            && selector.Select(agent, request.Assignment.Model) is { } runner
            && runner.Definition.Name == state.Runner;
    }

    private ISandboxedProcess? Adopt(RunnerState state) =>
        state.Tag.Length == 0
            ? null
            : sandbox.Adopt(new SandboxedCommand("true", paths.RunnerSessions, CommandLimits.Default) { SurvivalTag = state.Tag });
}
