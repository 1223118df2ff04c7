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
    AttemptSetup preparer,
    ResultFinalizer closer,
    AttemptTools tools,
    IModelSessions sessions,
    TranscriptFiles transcripts,
    SecretRedactor redactor,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<AttemptExecutor> logger)
{
    /// <summary>Does the work.</summary>
    /// <exception cref="Exception">Only while <see cref="RunningAttempt.IsStoppedWithSilo"/>: there is no result.</exception>
    public async Task<AttemptResult> RunAsync(RunningAttempt attempt)
    {
        await using var progress = new ProgressReporter(grains.GetGrain<IAttemptGrain>(attempt.Order.Attempt.Value), time, logger);
        using var transcript = transcripts.Open(attempt.Order.Attempt);
        var result = await RunAsync(attempt, progress, transcript);
        Close(transcript, result);
        return result;
    }

    private void Close(TranscriptWriter transcript, AttemptResult result)
    {
        try
        {
            transcript.Write(new TranscriptEntry(
                0,
                default,
                TranscriptEntryKind.Ending,
                result.Problem?.ToString() ?? "succeeded",
                IsError: result.Problem is not null,
                Usage: result.Progress.Usage,
                Cost: result.Progress.Cost));
        }
        catch (IOException e)
        {
            // A full disk must not turn a result into a failure.
            LogNoEnding(logger, e);
        }
    }

    private async Task<AttemptResult> RunAsync(RunningAttempt attempt, ProgressReporter progress, TranscriptWriter transcript)
    {
        var order = attempt.Order;
        var policy = config.Current.Policy.KindOf(order.Spec.Kind);
        using var clock = new PausableTimeout(policy.WallClock, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attempt.Stopped, clock.Expired);
        Preparation? prepared = null;
        try
        {
            prepared = await preparer.PrepareAsync(order, progress, either.Token);
            var submitted = await LoopAsync(attempt, prepared, policy, clock, progress, transcript, either.Token);
            var artifact = await closer.CloseAsync(order, prepared, submitted, attempt.Stopped);
            return new AttemptResult(AttemptStatus.Succeeded, artifact, null, progress.Current);
        }
        catch (Exception e) when (!attempt.IsStoppedWithSilo)
        {
            var (status, problem) = Explain(attempt, policy, clock, e);
            var salvaged = prepared?.Copy is { } copy && AttemptKind.Builds(order.Spec) && problem.Code is not (ErrorCodes.NothingChanged or ErrorCodes.GitFailed)
                ? await closer.SalvageAsync(order, copy, problem.Message)
                : null;
            return new AttemptResult(status, null, problem, progress.Current, salvaged);
        }
    }

    private async Task<Artifact> LoopAsync(
        RunningAttempt attempt, Preparation prepared, KindPolicy policy, PausableTimeout clock, ProgressReporter progress, TranscriptWriter transcript, CancellationToken cancellationToken)
    {
        var order = attempt.Order;
        await using var session = sessions.Open(order, notice =>
        {
            transcript.Write(TranscriptEntryKind.Notice, notice);
            progress.Acted(redactor.Redact(notice));
        });
        progress.Meter(session);
        var desk = new OperatorQuestions(attempt, grains.GetGrain<ITaskGrain>(order.Task.Value), clock, progress, redactor, time);
        var context = ArtifactContext.For(order.Spec, prepared.Evidence) with { IsFile = FileCheck(prepared) };
        var kernel = tools.For(prepared.Agent, context, prepared.Copy, desk.AskAsync, transcript, progress);
        progress.Acted("thinking");
        try
        {
            return await new AgentLoop(session, transcript, progress).RunAsync(
                AttemptPrompt.Write(prepared.Agent, order, prepared.Evidence), kernel, new LoopLimits(policy.MaxTurns, policy.MaxTokens), cancellationToken);
        }
        finally
        {
            progress.Meter(null);
        }
    }

    private static Func<string, bool>? FileCheck(Preparation prepared)
    {
        if (prepared.Copy is null)
        {
            return null;
        }

        var folder = new WorkingFolder(prepared.Copy.Folder);
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

    private (AttemptStatus Status, Problem Problem) Explain(RunningAttempt attempt, KindPolicy policy, PausableTimeout clock, Exception e)
    {
        if (AttemptResults.OfStop(attempt) is { } stopped)
        {
            return stopped;
        }

        switch (e)
        {
            case FactoryException known:
                return (AttemptStatus.Failed, new Problem(known.Code, redactor.Redact(known.Message), known.Hint));
            case OperationCanceledException when clock.Expired.IsCancellationRequested:
                return (AttemptStatus.Failed, new Problem(
                    ErrorCodes.LimitReached,
                    $"The agent worked for {policy.WallClock.TotalMinutes:0.#} minutes, the most that this kind of task may take.",
                    "Raise the kind's wall clock in policy.yaml, or retry with a stronger model."));
            default:
                // Messages of unknown errors may hold paths and secrets: the log has them, users get the kind.
                LogBroken(logger, attempt.Order.Attempt, e);
                return (AttemptStatus.Failed, new Problem(ErrorCodes.AttemptFailed, $"The attempt broke off inside the factory ({e.GetType().Name}).", "The silo's log has the details; retry the task."));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The ending could not be written to the transcript.")]
    private static partial void LogNoEnding(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Attempt} broke off.")]
    private static partial void LogBroken(ILogger logger, AttemptId attempt, Exception exception);
}
