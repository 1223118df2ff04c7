using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Grains.Abstractions.Runs;

/// <summary>One idea on its way through a pipeline. Key: the <see cref="RunId"/>.</summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run on a product whose repository is prepared; the same call again gives the same answer.</summary>
    Task<Result<RunView>> Start(StartRun request, ProductRef product);

    /// <summary>The run as it is; null when it was never started.</summary>
    Task<RunView?> Get();

    /// <summary>Stops the run, its tasks and their attempts.</summary>
    Task<Result<RunView>> Cancel(string reason);

    /// <summary>Goes on at the stage that failed.</summary>
    /// <param name="budget">A new hard cap; null to keep the old one.</param>
    /// <param name="allowSameReviewer">True to let the builder's own model review from now on; false changes nothing.</param>
    Task<Result<RunView>> Retry(Usd? budget, bool allowSameReviewer);

    /// <summary>Looks at its tasks and goes on where it can. Safe to call at any time, any number of times.</summary>
    Task Advance();
}
