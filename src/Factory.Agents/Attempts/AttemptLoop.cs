using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Agents.Attempts;

/// <summary>
/// Runs the built-in agent loop for an attempt: opens its model session, gives it its tools and prompt, and returns
/// what the agent submits.
/// </summary>
internal sealed class AttemptLoop(
    AttemptKernelFactory tools,
    IModelSessions sessions,
    SecretRedactor redactor,
    IGrainFactory grains,
    TimeProvider time)
{
    /// <summary>Runs the loop until the agent submits a valid result.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="prepared">Its agent, working copy and evidence.</param>
    /// <param name="policy">The limits of its kind.</param>
    /// <param name="clock">Its wall clock, paused while the operator is asked.</param>
    /// <param name="recorder">Records what happens.</param>
    /// <param name="cancellationToken">Stops the loop.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException">A limit was reached, or the model session
    /// failed.</exception>
    public async Task<Artifact> RunAsync(
        RunningAttempt attempt,
        PreparedAttempt prepared,
        KindPolicy policy,
        PausableTimeout clock,
        AttemptRecorder recorder,
        CancellationToken cancellationToken)
    {
        var request = attempt.Request;
        var (transcript, progress) = (recorder.Transcript, recorder.Progress);
        await using var session = sessions.Open(request, notice =>
        {
            transcript.Write(TranscriptEntryKind.Notice, notice);
            progress.ReportAction(notice);
        });
        progress.TrackUsageOf(session);
        var task = grains.GetGrain<ITaskGrain>(request.Task.Value);
        var questions = new OperatorQuestions(attempt, task, clock, progress, redactor, time);
        var context = ArtifactContext.For(request.Spec, prepared.Evidence) with { IsFile = WorkingCopyFiles.CheckOf(prepared.WorkingCopy) };
        var kernel = tools.CreateKernel(
            prepared.Agent,
            context,
            prepared.WorkingCopy,
            questions.AskAsync,
            transcript,
            progress,
            prepared.Egress);
        progress.ReportAction("thinking");
        try
        {
            return await new AgentLoop(session, transcript, progress, attempt.Messages).RunAsync(
                AttemptPrompt.Build(prepared.Agent, request, prepared.Evidence),
                kernel,
                new LoopLimits(policy.MaxTurns, policy.MaxTokens),
                cancellationToken);
        }
        finally
        {
            // Keeps the final totals; the session is disposed next.
            progress.TrackUsageOf(null);
        }
    }
}
