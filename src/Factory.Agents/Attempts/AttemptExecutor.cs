using Factory.Agents.Loop;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;

namespace Factory.Agents.Attempts;

/// <summary>Does the work of one attempt: prepares it, has its agent work, and finalizes the result.</summary>
internal sealed class AttemptExecutor(
    IConfigSource config,
    AttemptSetup setup,
    AttemptWork work,
    ResultFinalizer finalizer,
    AttemptFailures failures,
    AttemptRecorderFactory recorders,
    TimeProvider time)
{
    /// <summary>Runs an attempt to its end. Failures become results.</summary>
    /// <exception cref="Exception">
    /// Only while <see cref="RunningAttempt.IsInterruptedByShutdown"/> is true: then there is no result, and the next
    /// start finds the attempt lost.
    /// </exception>
    public async Task<AttemptResult> RunAsync(RunningAttempt attempt)
    {
        await using var recorder = recorders.Create(attempt.Request.Attempt);
        var result = await RunAsync(attempt, recorder);
        recorder.WriteEnd(result);
        return result;
    }

    /// <summary>Returns whether an attempt that an earlier silo process began can go on where it was.</summary>
    public Task<bool> CanContinueAsync(AttemptRequest request) => work.CanContinueAsync(request);

    private async Task<AttemptResult> RunAsync(RunningAttempt attempt, AttemptRecorder recorder)
    {
        var request = attempt.Request;
        var progress = recorder.Progress;
        var policy = config.Current.Policy.KindOf(request.Spec.Kind);
        using var clock = new PausableTimeout(policy.WallClock, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attempt.StopToken, clock.Token);
        PreparedAttempt? prepared = null;
        try
        {
            prepared = await setup.PrepareAsync(request, progress, either.Token);
            var submitted = await work.RunAsync(attempt, prepared, policy, clock, recorder, either.Token);

            // Without the clock: the work is done, and a commit that takes a moment longer must not turn it into a
            // failure.
            var artifact = await finalizer.FinalizeAsync(request, prepared, submitted, attempt.StopToken);
            return new AttemptResult(AttemptStatus.Succeeded, artifact, null, progress.Current);
        }
        catch (Exception e) when (!attempt.IsInterruptedByShutdown)
        {
            var (status, problem) = failures.Map(attempt, policy, clock, e);

            // The next attempt starts from the unfinished work, unless there is none or git itself has failed.
            var salvaged = prepared?.WorkingCopy is { } copy
                && AttemptTraits.ProducesChange(request.Spec)
                && problem.Code is not (ErrorCodes.ChangeEmpty or ErrorCodes.GitFailed)
                    ? await finalizer.CommitUnfinishedAsync(request, copy, problem.Message)
                    : null;
            return new AttemptResult(status, null, problem, progress.Current, salvaged);
        }
    }
}
