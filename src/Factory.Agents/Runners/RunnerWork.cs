using Factory.Agents.Attempts;
using Factory.Agents.Loop;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;
using Factory.Domain.Runners;

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
        var command = commands.Prepare(request, runner, prepared.WorkingCopy);
        var events = new RunnerRecorder(recorder, meter, request.Attempt, new LoopLimits(policy.MaxTurns, policy.MaxTokens));
        var prompt = string.Join("\n\n", AttemptPrompt.Build(prepared.Agent, request, prepared.Evidence).Select(m => m.Text));
        for (var start = 1; ; start++)
        {
            events.Begin(prompt, start);
            var end = await processes.RunAsync(
                command.Build(start, prompt, start == 1 ? null : events.Session),
                command.Definition.Output,
                events.Record,
                session.Ended,
                cancellationToken);
            events.ReportTotals();
            if (session.Accepted is { } artifact)
            {
                return artifact;
            }

            RunnerFailures.ThrowIfFailed(command.Definition, end.Failure);
            prompt = NextPrompt(command.Definition, session, events);
        }
    }

    // The CLI has ended by itself, without a result: the operator's words or a reminder are the next prompt.
    private static string NextPrompt(RunnerDefinition runner, RunnerToolSession session, RunnerRecorder events)
    {
        var told = session.TakeMessages();
        var left = told is null ? session.InvalidOutputs.Add([Missing]) : "";
        if (!runner.CanResume || events.Session is null)
        {
            throw new FactoryException(
                ErrorCodes.ArtifactMalformed,
                $"{runner.Name} ended without submitting a result, and it cannot go on with its session.",
                "See its transcript, then retry the task.");
        }

        return told ?? $"{Missing} Continue; when you have finished, call the tool {ToolNames.SubmitResult} of the MCP server "
            + $"'factory' with your result. {left}";
    }
}
