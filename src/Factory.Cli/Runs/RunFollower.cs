using Factory.Client;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Follows the events of a run until it ends.</summary>
/// <param name="client">The silo.</param>
/// <param name="report">Shows the progress.</param>
/// <param name="time">The clock of retries.</param>
/// <param name="mayWait">False when the operator cannot answer while this command runs, because it hosts the silo
/// without a terminal: a run that needs the operator then ends the command.</param>
internal sealed class RunFollower(FactoryClient client, IRunReport report, TimeProvider time, bool mayWait)
{
    private static readonly HashSet<string> WaitingEvents = [
        EventTypes.TaskQuestionAsked,
        EventTypes.ApprovalRequested,
        EventTypes.RunStageChanged
    ];

    private readonly Lock _lock = new();

    /// <summary>Follows the run and returns its final view.</summary>
    /// <param name="run">The present view.</param>
    /// <param name="after">Position of the last event that is not reported.</param>
    /// <exception cref="FactoryException"><c>run.waiting</c>, <c>silo.unreachable</c>.</exception>
    public async Task<RunView> FollowAsync(RunView run, long after, CancellationToken cancellationToken)
    {
        await UpdateAsync(run, cancellationToken);

        // Its last event is before the position, so the stream would never deliver it. From position 0 it still comes,
        // and the report shows the whole run.
        if (run.IsFinished() && after > 0)
        {
            return run;
        }

        await EnsureNotPausedAsync(run, cancellationToken);

        // Pauses are events of no run, so the stream of this one does not have them.
        await using var monitor = new FactoryMonitor(
            client,
            time,
            lost => Report(r => r.OnConnectionChanged(lost)),
            paused => Report(r => r.OnPauseChanged(paused)),
            cancellationToken);
        await foreach (var @event in client.ReadEventsAsync(after, run.Id, cancellationToken))
        {
            Report(r => r.OnEvent(@event));

            // Each view costs requests, and progress is by far the most frequent event; it carries its own figures.
            if (@event.Type != EventTypes.AttemptProgress
                && (report.NeedsRunSnapshots || @event.Type == EventTypes.RunEnded || WaitingEvents.Contains(@event.Type)))
            {
                var id = run.Id;
                run = await SiloRetry.SendAsync(() => client.GetRunAsync(id, cancellationToken), time, cancellationToken);
                await UpdateAsync(run, cancellationToken);
            }

            // Both: a run that has failed and was retried has such an event in its past, and is not finished.
            if (@event.Type == EventTypes.RunEnded && run.IsFinished())
            {
                return run;
            }
        }

        throw new FactoryException(
            ErrorCodes.SiloUnreachable,
            "The silo ended the event stream.",
            $"Continue with: factory run --resume {run.Id}",
            retryable: true);
    }

    // The monitor of pauses reports from another thread.
    private void Report(Action<IRunReport> show)
    {
        lock (_lock)
        {
            show(report);
        }
    }

    // Only at the beginning: later, attempts at work go on, and ending the silo would interrupt them.
    private async Task EnsureNotPausedAsync(RunView run, CancellationToken cancellationToken)
    {
        if (!mayWait && !run.IsFinished() && (await client.GetKevAsync(cancellationToken)).Paused)
        {
            throw new FactoryException(
                ErrorCodes.RunWaiting,
                $"{run.Id} waits: the factory is paused, and there is no terminal to resume it on.",
                "In one terminal: factory up. In another: factory resume. The run then continues; watch it with: factory run --resume " +
                run.Id);
        }
    }

    private async Task UpdateAsync(RunView run, CancellationToken cancellationToken)
    {
        var waits = await SiloRetry.SendAsync(() => PendingAction.FindAsync(run, client, cancellationToken), time, cancellationToken);
        Report(r => r.OnRunChanged(run, waits));

        // Other stages may still make progress while one waits; stopping the silo would interrupt their attempts.
        if (!mayWait && waits.Count > 0 && run.Stages.All(s => s.Status != StageStatus.Running))
        {
            throw new FactoryException(
                ErrorCodes.RunWaiting,
                $"{run.Id} waits for you, and there is no terminal to answer on: {waits[0].Text}",
                $"In one terminal: factory up. In another: {string.Join(", ", waits.Select(w => w.Command))}. The run then continues; " +
                $"watch it with: factory run --resume {run.Id}");
        }
    }
}
