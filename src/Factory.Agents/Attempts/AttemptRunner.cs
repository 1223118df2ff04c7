using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Health;
using Factory.Domain.Logs;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Agents.Attempts;

/// <summary>Keeps track of the attempts at work on this silo: starts them beside the grains, stops them, and sees each to its one ending.</summary>
/// <remarks>When the silo stops, attempts are stopped without an ending: the next start finds them lost and the task goes on with a new one.</remarks>
internal sealed partial class AttemptRunner(
    AttemptExecutor executor,
    IGrainFactory grains,
    IStorageHealth storage,
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

        // The caller is a grain: neither its scheduler nor its call context may follow the work.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(attempt));
        }

        if (_stopping.IsCancellationRequested)
        {
            attempt.Stop();
        }
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
            await _slots.WaitAsync(attempt.StopToken);
            AttemptResult result;
            try
            {
                // A full disk is waited out: an attempt begun now would only break.
                await storage.WaitAsync(attempt.StopToken);
                result = await executor.RunAsync(attempt);
            }
            finally
            {
                _slots.Release();
            }

            await FinishAsync(attempt.Request, result);
        }
        catch (Exception) when (attempt.IsInterruptedByShutdown)
        {
            LogInterruptedByShutdown(logger, attempt.Request.Attempt);
        }
        catch (OperationCanceledException) when (attempt.CancelReason is not null || attempt.Failure is not null)
        {
            await FinishAsync(attempt.Request, AttemptResults.StoppedBeforeStart(attempt));
        }
        catch (Exception e)
        {
            LogRunFailed(logger, attempt.Request.Attempt, e);
            await FinishAsync(attempt.Request, AttemptResults.FailedToRun(e));
        }
        finally
        {
            _running.TryRemove(attempt.Request.Attempt, out _);
            attempt.Dispose();
            attempt.Completion.SetResult();
        }
    }

    /// <summary>
    /// Closes the attempt's account, then submits the result: once the end is known, no money moves on the attempt any more. The close waits for
    /// calls that the attempt's programs left behind, which is why it happens here and not in the grain's turn. When the grain cannot take it after all tries, the sweeper finds the attempt lost; a store that takes nothing just now is waited for, because what
    /// the attempt came to may have cost money.
    /// </summary>
    private async Task FinishAsync(AttemptRequest order, AttemptResult result)
    {
        var attempt = order.Attempt;
        result = ReclassifyAsLost(order, result);
        for (var (tries, pause) = (1, InitialRetryDelay); ; tries++, pause = pause * 2 < MaxRetryDelay ? pause * 2 : MaxRetryDelay)
        {
            try
            {
                await meter.CloseAccountAsync(attempt.Value);
                await grains.GetGrain<IAttemptGrain>(attempt.Value).Finish(result);
                return;
            }
            catch (Exception e)
            {
                LogFinishFailed(logger, attempt, tries, e);
                if ((tries >= MaxFinishAttempts && e is not FactoryException { Retryable: true }) || _stopping.IsCancellationRequested)
                {
                    return;
                }
            }

            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An attempt that a full disk broke has not failed: it is lost and does not count. A review counts neither, whatever it says: its evidence needed the disk.</summary>
    private AttemptResult ReclassifyAsLost(AttemptRequest order, AttemptResult result) =>
        (result.Status == AttemptStatus.Failed || (result.Status == AttemptStatus.Succeeded && AttemptTraits.ReviewsCommit(order.Spec)))
        && (storage.Problem ?? (result.Problem is { Code: ErrorCodes.DiskFull } full ? full : null)) is { } problem
            ? result with { Status = AttemptStatus.Lost, Artifact = null, Problem = problem }
            : result;

    [LoggerMessage(LogLevel.Information, "{Attempt} is stopped with the silo; it is found again at the next start.")]
    private static partial void LogInterruptedByShutdown(ILogger logger, AttemptId attempt);

    [LoggerMessage(LogLevel.Error, "{Attempt} could not be run.")]
    private static partial void LogRunFailed(ILogger logger, AttemptId attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The ending of {Attempt} was not taken, try {Tries}.")]
    private static partial void LogFinishFailed(ILogger logger, AttemptId attempt, int tries, Exception exception);
}
