using Factory.Agents.Egress;
using Factory.Agents.Loop;
using Factory.Agents.Runners;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Domain.Configuration;

namespace Factory.Agents.Attempts;

/// <summary>Does the work of an attempt with whatever its agent works with: a coding CLI, or the built-in loop.</summary>
internal sealed class AttemptWork(
    RunnerSelector runners,
    RunnerContinuation continuation,
    RunnerWork cli,
    AttemptLoop loop,
    EgressStarter egress)
{
    /// <summary>Works until the agent submits a valid result.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="prepared">Its agent, working copy and evidence.</param>
    /// <param name="policy">The limits of its kind.</param>
    /// <param name="clock">Its wall clock, paused while the operator is asked.</param>
    /// <param name="recorder">Records what happens.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException">A limit was reached, or the model or the CLI
    /// failed.</exception>
    public async Task<Artifact> RunAsync(
        RunningAttempt attempt,
        PreparedAttempt prepared,
        KindPolicy policy,
        PausableTimeout clock,
        AttemptRecorder recorder,
        CancellationToken cancellationToken)
    {
        await using var proxy = await egress.StartAsync(attempt.Request.Attempt, prepared.Agent, recorder, cancellationToken);
        var connected = prepared with { Egress = proxy };
        return runners.Select(prepared.Agent, attempt.Request.Assignment.Model) is { } runner
            ? await cli.RunAsync(attempt, connected, runner, policy, clock, recorder, cancellationToken)
            : await loop.RunAsync(attempt, connected, policy, clock, recorder, cancellationToken);
    }

    /// <summary>
    /// Returns whether work that an earlier silo process began can go on where it was. That of the built-in loop cannot: its
    /// conversation was in memory.
    /// </summary>
    public Task<bool> CanContinueAsync(AttemptRequest request) => continuation.IsPossibleAsync(request);
}
