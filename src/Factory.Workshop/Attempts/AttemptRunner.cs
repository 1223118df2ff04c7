using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Domain.Attempts;
using Factory.Domain.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace Factory.Workshop.Attempts;

/// <summary>Keeps track of the attempts at work on this silo: starts them beside the grains, stops them, and sees each to its one ending.</summary>
/// <remarks>When the silo stops, attempts are stopped without an ending: the next start finds them lost and the task goes on with a new one.</remarks>
internal sealed partial class AttemptRunner(
    AttemptWork work,
    IGrainFactory grains,
    TimeProvider time,
    IOptions<WorkshopOptions> options,
    ILogger<AttemptRunner> logger) : IAttemptRunner, IHostedService
{
    private const int FinishTries = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<AttemptId, RunningAttempt> _running = [];
    private readonly SemaphoreSlim _places = new(Math.Max(1, options.Value.MaxConcurrentAttempts));
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public void Start(AttemptOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var attempt = new RunningAttempt(order);
        if (_stopping.IsCancellationRequested || !_running.TryAdd(order.Attempt, attempt))
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
    public bool IsRunning(AttemptId attempt) => _running.ContainsKey(attempt);

    /// <inheritdoc/>
    public void Answer(AttemptId attempt, QuestionId question, string answer)
    {
        if (_running.TryGetValue(attempt, out var running))
        {
            running.AnswerTo(question).TrySetResult(answer);
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

        await Task.WhenAll(attempts.Select(a => a.Ended.Task)).WaitAsync(cancellationToken);
    }

    private async Task RunAsync(RunningAttempt attempt)
    {
        using var scope = logger.BeginScope(LogScopes.Of(attempt.Order.Spec.Run, attempt.Order.Task, attempt.Order.Attempt));
        try
        {
            await _places.WaitAsync(attempt.Stopped);
            AttemptResult result;
            try
            {
                result = await work.RunAsync(attempt);
            }
            finally
            {
                _places.Release();
            }

            await FinishAsync(attempt.Order.Attempt, result);
        }
        catch (Exception) when (attempt.IsStoppedWithSilo)
        {
            LogStopped(logger, attempt.Order.Attempt);
        }
        catch (OperationCanceledException) when (attempt.CancelReason is not null)
        {
            await FinishAsync(attempt.Order.Attempt, AttemptEndings.CancelledBeforeStart(attempt));
        }
        catch (Exception e)
        {
            LogBroken(logger, attempt.Order.Attempt, e);
            await FinishAsync(attempt.Order.Attempt, AttemptEndings.Broken(e));
        }
        finally
        {
            _running.TryRemove(attempt.Order.Attempt, out _);
            attempt.Dispose();
            attempt.Ended.SetResult();
        }
    }

    /// <summary>Hands in the ending. When the grain cannot take it after all tries, the sweeper finds the attempt lost.</summary>
    private async Task FinishAsync(AttemptId attempt, AttemptResult result)
    {
        for (var (tries, pause) = (1, FirstPause); ; tries++, pause *= 2)
        {
            try
            {
                await grains.GetGrain<IAttemptGrain>(attempt.Value).Finish(result);
                return;
            }
            catch (Exception e)
            {
                LogFinishFailed(logger, attempt, tries, e);
                if (tries == FinishTries || _stopping.IsCancellationRequested)
                {
                    return;
                }
            }

            await Task.Delay(pause, time);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Attempt} is stopped with the silo; it is found again at the next start.")]
    private static partial void LogStopped(ILogger logger, AttemptId attempt);

    [LoggerMessage(LogLevel.Error, "{Attempt} could not be run.")]
    private static partial void LogBroken(ILogger logger, AttemptId attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The ending of {Attempt} was not taken, try {Tries}.")]
    private static partial void LogFinishFailed(ILogger logger, AttemptId attempt, int tries, Exception exception);
}
