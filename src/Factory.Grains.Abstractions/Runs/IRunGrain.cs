using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Grains.Abstractions.Runs;

/// <summary>One run of a pipeline for one idea. Key: the <see cref="RunId"/>.</summary>
public interface IRunGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the run on a product whose repository is prepared. A repeated call returns the run as it is now. Rejects
    /// with <c>pipeline.unknown</c>.
    /// </summary>
    Task<Result<RunView>> Start(StartRun request, ProductRef product);

    /// <summary>The run as it is now; null when it was never started.</summary>
    Task<RunView?> Get();

    /// <summary>
    /// Stops the run, its tasks and their attempts. Rejects with <c>transition.not_allowed</c> when the run succeeded
    /// or failed.
    /// </summary>
    Task<Result<RunView>> Cancel(string reason);

    /// <summary>
    /// Continues a failed or cancelled run at the stages that stopped. One that is under way stays as it is; rejects with
    /// <c>transition.not_allowed</c> when it succeeded, or is under way and something new is asked for.
    /// </summary>
    /// <param name="budget">A new hard cap; null to keep the old one.</param>
    /// <param name="allowSameReviewer">True to let the builder's own model review from now on; false changes
    /// nothing.</param>
    Task<Result<RunView>> Retry(Usd? budget, bool allowSameReviewer);

    /// <summary>Reads its tasks and continues where it can. Safe to call at any time.</summary>
    Task Advance();
}
