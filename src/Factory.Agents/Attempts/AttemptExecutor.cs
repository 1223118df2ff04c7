using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Agents.Transcripts;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Tasks;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>The work of one attempt from order to result: prepare, brief, loop, take. Whatever happens becomes a result; only the silo's stop does not.</summary>
internal sealed partial class AttemptExecutor(
    IConfigSource config,
    AttemptSetup setup,
    ResultFinalizer finalizer,
    AttemptKernelFactory tools,
    IModelSessions sessions,
    TranscriptFiles transcripts,
    SecretRedactor redactor,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<AttemptExecutor> logger)
{
    /// <summary>Does the work.</summary>
    /// <exception cref="Exception">Only while <see cref="RunningAttempt.IsInterruptedByShutdown"/>: there is no result.</exception>
    public async Task<AttemptResult> RunAsync(RunningAttempt attempt)
    {
        await using var progress = new ProgressReporter(grains.GetGrain<IAttemptGrain>(attempt.Request.Attempt.Value), time, logger);
        using var transcript = transcripts.Open(attempt.Request.Attempt);
        var result = await RunAsync(attempt, progress, transcript);
        WriteAttemptEnd(transcript, result);
        return result;
    }

    private void WriteAttemptEnd(TranscriptWriter transcript, AttemptResult result)
    {
        try
        {
            transcript.Write(new TranscriptEntry(
                0,
                default,
                TranscriptEntryKind.AttemptEnd,
                result.Problem?.ToString() ?? "succeeded",
                IsError: result.Problem is not null,
                Usage: result.Progress.Usage,
                Cost: result.Progress.Cost));
        }
        catch (IOException e)
        {
            // A full disk must not turn a result into a failure.
            LogAttemptEndNotWritten(logger, e);
        }
    }

    private async Task<AttemptResult> RunAsync(RunningAttempt attempt, ProgressReporter progress, TranscriptWriter transcript)
    {
        var order = attempt.Request;
        var policy = config.Current.Policy.KindOf(order.Spec.Kind);
        using var clock = new PausableTimeout(policy.WallClock, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attempt.StopToken, clock.Token);
        PreparedAttempt? prepared = null;
        try
        {
            prepared = await setup.PrepareAsync(order, progress, either.Token);
            var submitted = await RunLoopAsync(attempt, prepared, policy, clock, progress, transcript, either.Token);
            var artifact = await finalizer.FinalizeAsync(order, prepared, submitted, attempt.StopToken);
            return new AttemptResult(AttemptStatus.Succeeded, artifact, null, progress.Current);
        }
        catch (Exception e) when (!attempt.IsInterruptedByShutdown)
        {
            var (status, problem) = ToFailure(attempt, policy, clock, e);
            var salvaged = prepared?.WorkingCopy is { } copy && AttemptTraits.ProducesChange(order.Spec) && problem.Code is not (ErrorCodes.ChangeEmpty or ErrorCodes.GitFailed)
                ? await finalizer.CommitUnfinishedAsync(order, copy, problem.Message)
                : null;
            return new AttemptResult(status, null, problem, progress.Current, salvaged);
        }
    }

    private async Task<Artifact> RunLoopAsync(
        RunningAttempt attempt, PreparedAttempt prepared, KindPolicy policy, PausableTimeout clock, ProgressReporter progress, TranscriptWriter transcript, CancellationToken cancellationToken)
    {
        var order = attempt.Request;
        await using var session = sessions.Open(order, notice =>
        {
            transcript.Write(TranscriptEntryKind.Notice, notice);
            progress.ReportAction(redactor.Redact(notice));
        });
        progress.TrackUsageOf(session);
        var desk = new OperatorQuestions(attempt, grains.GetGrain<ITaskGrain>(order.Task.Value), clock, progress, redactor, time);
        var context = ArtifactContext.For(order.Spec, prepared.Evidence) with { IsFile = CreateFileCheck(prepared) };
        var kernel = tools.CreateKernel(prepared.Agent, context, prepared.WorkingCopy, desk.AskAsync, transcript, progress);
        progress.ReportAction("thinking");
        try
        {
            return await new AgentLoop(session, transcript, progress).RunAsync(
                AttemptPrompt.Build(prepared.Agent, order, prepared.Evidence), kernel, new LoopLimits(policy.MaxTurns, policy.MaxTokens), cancellationToken);
        }
        finally
        {
            progress.TrackUsageOf(null);
        }
    }

    private static Func<string, bool>? CreateFileCheck(PreparedAttempt prepared)
    {
        if (prepared.WorkingCopy is null)
        {
            return null;
        }

        var folder = new WorkingCopyRoot(prepared.WorkingCopy.Folder);
        return path =>
        {
            try
            {
                return File.Exists(folder.Resolve(path));
            }
            catch (WorkingFolderException)
            {
                return false;
            }
        };
    }

    private (AttemptStatus Status, Problem Problem) ToFailure(RunningAttempt attempt, KindPolicy policy, PausableTimeout clock, Exception e)
    {
        if (AttemptResults.FromStopRequest(attempt) is { } stopped)
        {
            return stopped;
        }

        switch (e)
        {
            case FactoryException known:
                return (AttemptStatus.Failed, new Problem(known.Code, redactor.Redact(known.Message), known.Hint));
            case OperationCanceledException when clock.Token.IsCancellationRequested:
                return (AttemptStatus.Failed, new Problem(
                    ErrorCodes.AttemptLimitReached,
                    $"The agent worked for {policy.WallClock.TotalMinutes:0.#} minutes, the most that this kind of task may take.",
                    "Raise the kind's wall clock in policy.yaml, or retry with a stronger model."));
            default:
                // Messages of unknown errors may hold paths and secrets: the log has them, users get the kind.
                LogUnexpectedFailure(logger, attempt.Request.Attempt, e);
                return (AttemptStatus.Failed, new Problem(ErrorCodes.AttemptFailed, $"The attempt broke off inside the factory ({e.GetType().Name}).", "The silo's log has the details; retry the task."));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ending could not be written to the transcript.")]
    private static partial void LogAttemptEndNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Attempt} broke off.")]
    private static partial void LogUnexpectedFailure(ILogger logger, AttemptId attempt, Exception exception);
}
