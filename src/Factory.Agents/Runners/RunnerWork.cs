using Factory.Agents.Attempts;
using Factory.Agents.Loop;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;

namespace Factory.Agents.Runners;

/// <summary>
/// Has a coding CLI do the work of an attempt: starts it in the sandbox with a key that is worth the attempt's budget,
/// records what it reports, and starts it again in the same session until it has submitted a valid result.
/// </summary>
internal sealed class RunnerWork(
    RunnerToolSessions tools,
    RunnerTools offered,
    RunnerCommands commands,
    RunnerProcess processes,
    IMeter meter)
{
    private const string Missing = "You ended without submitting a result.";

    /// <summary>Runs the CLI until it has submitted a valid result.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="prepared">Its agent, working copy and evidence.</param>
    /// <param name="runner">The CLI.</param>
    /// <param name="policy">The limits of its kind.</param>
    /// <param name="clock">Its wall clock, paused while the operator is asked.</param>
    /// <param name="recorder">Records what happens.</param>
    /// <param name="cancellationToken">Stops the CLI.</param>
    /// <exception cref="FactoryException">A limit was reached, or the CLI or its model failed.</exception>
    public async Task<Artifact> RunAsync(
        RunningAttempt attempt,
        PreparedAttempt prepared,
        SelectedRunner runner,
        KindPolicy policy,
        PausableTimeout clock,
        AttemptRecorder recorder,
        CancellationToken cancellationToken)
    {
        var request = attempt.Request;
        using var session = tools.Create(attempt, prepared, clock, recorder);
        using var offer = offered.Offer(request.Attempt, session);
        var command = commands.Prepare(request, runner, prepared.WorkingCopy, prepared.Egress);
        session.OnAccepted = artifact => command.Update(state => state with { Accepted = artifact });
        var limits = new LoopLimits(policy.MaxTurns, policy.MaxTokens);
        var events = new RunnerRecorder(recorder, meter, request.Attempt, limits, command);
        var end = await ContinueAsync(command, session, events, cancellationToken);
        while ((session.Accepted ?? command.State.Accepted) is null)
        {
            if (MustBeginAgain(command, end?.Failure))
            {
                command.Update(state => state with { Session = null });
                end = null;
            }

            var prompt = end is null ? FirstPrompt(prepared, request) : NextPrompt(command, session, end.Failure);
            var next = command.BuildNext(prompt);
            events.Begin(prompt);
            end = await processes.RunAsync(next, events, session.Ended, cancellationToken);
            events.ReportTotals();
        }

        return (session.Accepted ?? command.State.Accepted)!;
    }

    // Null for an attempt that no earlier silo process has begun.
    private async Task<RunnerEvent.Ended?> ContinueAsync(
        RunnerCommand command,
        RunnerToolSession session,
        RunnerRecorder events,
        CancellationToken cancellationToken)
    {
        if (command.State is not { Start: > 0, Accepted: null } state)
        {
            return null;
        }

        command.Update(s => s with { Continuations = s.Continuations + 1 });
        events.BeginAgain();
        var end = await processes.ContinueAsync(command.BuildLatest(), events, state.Position, session.Ended, cancellationToken);
        events.ReportTotals();

        // Its model call broke off when the silo stopped: neither the model nor the CLI is to blame.
        return end.Failure is { Kind: RunnerFailureKind.Model } broken
            ? end with { Failure = broken with { Kind = RunnerFailureKind.Stopped } }
            : end;
    }

    // CLIs write their session late: one that was killed early has none to go on with, and says nothing but that. Its work
    // begins again, on the files that are there.
    private static bool MustBeginAgain(RunnerCommand command, RunnerFailure? failure) => failure?.Kind switch
    {
        RunnerFailureKind.Stopped => command.State.Session is null || !command.Definition.CanResume,
        RunnerFailureKind.Runner => command.State is { Start: > 1, Session: not null, Position: 0 },
        _ => false,
    };

    private static string FirstPrompt(PreparedAttempt prepared, AttemptRequest request) =>
        string.Join("\n\n", AttemptPrompt.Build(prepared.Agent, request, prepared.Evidence).Select(m => m.Text));

    // The CLI has ended without a result: the operator's words or a reminder are the next prompt.
    private static string NextPrompt(RunnerCommand command, RunnerToolSession session, RunnerFailure? failure)
    {
        var interrupted = failure is { Kind: RunnerFailureKind.Stopped };
        if (!interrupted)
        {
            RunnerFailures.ThrowIfFailed(command.Definition, failure);
        }

        var told = session.TakeMessages();
        var left = told is null && !interrupted ? session.InvalidOutputs.Add([Missing]) : "";
        if (!command.Definition.CanResume || command.State.Session is null)
        {
            throw new FactoryException(
                ErrorCodes.ArtifactMalformed,
                $"{command.Definition.Name} ended without submitting a result, and it cannot go on with its session.",
                "See its transcript, then retry the task.");
        }

        var reason = interrupted ? "You were interrupted by a restart of the factory; your files are as you left them." : Missing;
        return told ?? $"{reason} Continue; when you have finished, call the tool {ToolNames.SubmitResult} of the MCP server "
            + $"'factory' with your result. {left}".TrimEnd();
    }
}
