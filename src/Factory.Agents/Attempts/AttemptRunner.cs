using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Logs;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Agents.Attempts;

/// <summary>
/// Runs attempts on this silo, outside of grain turns: starts and stops them, and reports exactly one result of each to
/// its grain.
/// </summary>
/// <remarks>
/// When the silo stops, its attempts stop without a result. The next start finds them lost, and their tasks continue
/// with new attempts.
/// </remarks>
internal sealed partial class AttemptRunner(
    AttemptExecutor executor,
    IGrainFactory grains,
    AttemptDisk disk,
    IMeter meter,
    TimeProvider time,
    IOptions<AgentsOptions> options,
    ILogger<AttemptRunner> logger) : IAttemptRunner, IHostedService
{
    private const int MaxFinishAttempts = 6;

    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan InitialRetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<AttemptId, RunningAttempt> _running = [];
    private readonly SemaphoreSlim _slots = new(Math.Max(1, options.Value.MaxConcurrentAttempts));
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public void Start(AttemptRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var attempt = new RunningAttempt(request);
        if (_stopping.IsCancellationRequested || !_running.TryAdd(request.Attempt, attempt))
        {
            attempt.Dispose();
            return;
        }

        // The caller is a grain. Its scheduler would run the work inside the grain's turns, and its request context
        // would be sent with every later call.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(attempt));
        }

        // StopAsync may have listed the running attempts between the check above and TryAdd; then nobody else stops
        // this one.
        if (_stopping.IsCancellationRequested)
        {
            attempt.Stop();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryContinueAsync(AttemptRequest request)
    {
        if (!await executor.CanContinueAsync(request))
        {
            return false;
        }

        Start(request);
        return true;
    }

    /// <inheritdoc/>
    public void Cancel(AttemptId attempt, string reason)
    {
        if (_running.TryGetValue(attempt, out var running))
        {
            running.Cancel(reason);
        }
    }

    /// <inheritdoc/>
    public void CancelAll(string reason)
    {
        foreach (var attempt in _running.Values)
        {
            attempt.Cancel(reason);
        }
    }

    /// <inheritdoc/>
    public void Fail(AttemptId attempt, Problem problem)
    {
        if (_running.TryGetValue(attempt, out var running))
        {
            running.Fail(problem);
        }
    }

    /// <inheritdoc/>
    public bool IsRunning(AttemptId attempt) => _running.ContainsKey(attempt);

    /// <inheritdoc/>
    public void Answer(AttemptId attempt, QuestionId question, string answer)
    {
        if (_running.TryGetValue(attempt, out var running))
        {
            running.PendingAnswer(question).TrySetResult(answer);
        }
    }

    /// <inheritdoc/>
    public void Tell(AttemptId attempt, TaskMessage message)
    {
        if (_running.TryGetValue(attempt, out var running))
        {
            running.Messages.Add(message);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var attempts = _running.Values.ToList();
        foreach (var attempt in attempts)
        {
            attempt.Stop();
        }

        await Task.WhenAll(attempts.Select(a => a.Completion.Task)).WaitAsync(cancellationToken);
    }

    private async Task RunAsync(RunningAttempt attempt)
    {
        using var scope = logger.BeginScope(LogScopes.Of(attempt.Request.Spec.Run, attempt.Request.Task, attempt.Request.Attempt));
        try
        {
            await FinishAsync(attempt, await RunInSlotAsync(attempt));
        }
        catch (Exception) when (attempt.IsInterruptedByShutdown)
        {
            LogInterruptedByShutdown(attempt.Request.Attempt);
        }
        catch (OperationCanceledException) when (attempt.CancelReason is not null || attempt.Failure is not null)
        {
            await FinishAsync(attempt, AttemptResults.StoppedBeforeStart(attempt));
        }
        catch (Exception e)
        {
            LogRunFailed(attempt.Request.Attempt, e);
            await FinishAsync(attempt, AttemptResults.FailedToRun(e));
        }
        finally
        {
            // Only after the result is reported: the sweeper treats an attempt that is neither running nor finished as
            // lost.
            _running.TryRemove(attempt.Request.Attempt, out _);
            attempt.Dispose();
            attempt.Completion.SetResult();
        }
    }

    // Only attempts with a working copy take a slot: they build and test on this machine. One that only calls a model would
    // wait for minutes behind them with work of a second.
    private async Task<AttemptResult> RunInSlotAsync(RunningAttempt attempt)
    {
        var takesSlot = AttemptTraits.HasWorkingCopy(attempt.Request.Spec);
        if (takesSlot)
        {
            await _slots.WaitAsync(attempt.StopToken);
        }

        try
        {
            attempt.FreeDiskBefore = await disk.WaitForSpaceAsync(takesSlot, attempt.StopToken);
            return await executor.RunAsync(attempt);
        }
        finally
        {
            // Before the result is reported, which can take minutes while the storage fails: the next attempt need not
            // wait for it.
            if (takesSlot)
            {
                _slots.Release();
            }
        }
    }

    // Closes the attempt's account, then reports the result: once the end is known, no money moves on the attempt any
    // more. The close waits for calls that the attempt's programs left behind, which is why it happens here and not in
    // the grain's turn. If the grain still fails after all tries, the sweeper finds the attempt lost. Retryable errors
    // of the storage are retried until the silo stops, because the result may have cost money that a lost attempt would
    // spend again.
    private async Task FinishAsync(RunningAttempt running, AttemptResult result)
    {
        var attempt = running.Request.Attempt;
        result = await disk.JudgeAsync(running.Request, result, running.FreeDiskBefore);
        for (var (tries, pause) = (1, InitialRetryDelay); ; tries++, pause = pause * 2 < MaxRetryDelay ? pause * 2 : MaxRetryDelay)
        {
            try
            {
                await CloseAccountAsync(attempt, isLastTry: tries >= MaxFinishAttempts);
                await grains.GetGrain<IAttemptGrain>(attempt.Value).Finish(result);
                return;
            }
            catch (Exception e)
            {
                LogFinishFailed(attempt, tries, e);
                if ((tries >= MaxFinishAttempts && e is not FactoryException { Retryable: true }) || _stopping.IsCancellationRequested)
                {
                    return;
                }
            }

            // A stop of the silo ends the wait without an exception, so that one last try is made before the loop
            // returns.
            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // One budget that cannot be written must not cost the result: it would be found lost, and its work paid for again.
    // The money that stays held returns with the next scan for idle leases.
    private async Task CloseAccountAsync(AttemptId attempt, bool isLastTry)
    {
        try
        {
            await meter.CloseAccountAsync(PrincipalId.ForAttempt(attempt));
        }
        catch (Exception e) when (isLastTry && e is not FactoryException { Retryable: true })
        {
            LogAccountNotClosed(attempt, e);
        }
    }
}
