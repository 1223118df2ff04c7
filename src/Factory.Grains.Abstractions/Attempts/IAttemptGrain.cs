using Factory.Contracts.Attempts;

namespace Factory.Grains.Abstractions.Attempts;

/// <summary>
/// One try at one task. Key: the <see cref="AttemptId"/>. The work itself runs outside grain turns and reports here.
/// </summary>
public interface IAttemptGrain : IGrainWithStringKey
{
    /// <summary>Writes the order down, then hands it to the silo's runner. The same call is idempotent.</summary>
    Task<AttemptView> Start(AttemptRequest request);

    /// <summary>The attempt as it is; null when it was never started.</summary>
    Task<AttemptView?> Get();

    /// <summary>The runner tells how far it is. Ignored once the attempt has ended.</summary>
    Task ReportProgress(AttemptProgress progress);

    /// <summary>The runner tells how it ended; the first ending counts. Wakes the task.</summary>
    Task Finish(AttemptResult result);

    /// <summary>Stops the work: the process tree dies, what was committed is kept.</summary>
    Task Cancel(string reason);

    /// <summary>
    /// Marks the attempt lost when no runner of this silo works on it. Called after a start and by the sweeper.
    /// </summary>
    Task CheckAlive();
}
