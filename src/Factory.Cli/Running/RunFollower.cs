using Factory.Client;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Running;

/// <summary>Follows a run by its events until it has ended.</summary>
internal sealed class RunFollower(FactoryClient client, IRunReport report)
{
    /// <summary>Follows; returns the run as it is in the end.</summary>
    /// <param name="run">As it is now.</param>
    /// <param name="after">Position of the last event that needs no telling.</param>
    public async Task<RunView> FollowAsync(RunView run, long after, CancellationToken cancellationToken)
    {
        report.Changed(run, await WaitingFor.FindAsync(run, client, cancellationToken));
        if (run.IsFinished() && after > 0)
        {
            return run;
        }

        await foreach (var @event in client.ReadEventsAsync(after, run.Id, cancellationToken))
        {
            report.Happened(@event);
            if (@event.Type != EventTypes.AttemptProgress && (report.WantsRun || @event.Type == EventTypes.RunEnded))
            {
                run = await client.GetRunAsync(run.Id, cancellationToken);
                report.Changed(run, await WaitingFor.FindAsync(run, client, cancellationToken));
            }

            if (@event.Type == EventTypes.RunEnded && run.IsFinished())
            {
                return run;
            }
        }

        throw new FactoryException(ErrorCodes.SiloUnreachable, "The silo ended the event stream.", $"Go on with: factory run --resume {run.Id}", retryable: true);
    }
}
