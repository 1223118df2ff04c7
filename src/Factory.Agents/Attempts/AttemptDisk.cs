using System.Globalization;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Health;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>
/// Decides what a full disk means for an attempt. One that was full before is the factory's: attempts wait. One that others
/// filled costs the attempt, but does not count against the task. One that the attempt filled counts, and what it wrote is
/// deleted, because all other work waits for the space.
/// </summary>
internal sealed partial class AttemptDisk(
    IStorageHealth storage,
    IDiskUse disk,
    IWorkingCopies copies,
    FactoryPaths paths,
    TimeProvider time,
    ILogger<AttemptDisk> logger)
{
    /// <summary>How often the free space is read while attempts wait for it.</summary>
    /// <value>2 seconds.</value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private string Folder => Path.GetDirectoryName(paths.Database)!;

    /// <summary>Waits until there is space to work: an attempt that started now would only fail.</summary>
    /// <param name="hasWorkingCopy">Whether the attempt writes files and runs commands.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Free bytes; null when that is unknown.</returns>
    public async Task<long?> WaitForSpaceAsync(bool hasWorkingCopy, CancellationToken cancellationToken)
    {
        await storage.WaitAsync(cancellationToken);
        using var timer = new PeriodicTimer(PollInterval, time);
        var isLogged = false;
        while (hasWorkingCopy && disk.FreeBytesOf(Folder) is { } free && disk.ReserveOf(Folder) is var reserve && free < reserve)
        {
            if (!isLogged)
            {
                LogWaits(free / (1024 * 1024), reserve / (1024 * 1024));
                isLogged = true;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return disk.FreeBytesOf(Folder);
    }

    /// <summary>Returns the result of an attempt in view of the disk.</summary>
    /// <remarks>
    /// A successful review is discarded, too: its evidence may have failed only because the disk was full.
    /// </remarks>
    /// <param name="request">The attempt.</param>
    /// <param name="result">Its result.</param>
    /// <param name="freeBefore">What was free when it started; null when that is unknown.</param>
    public async Task<AttemptResult> JudgeAsync(AttemptRequest request, AttemptResult result, long? freeBefore)
    {
        var isAffected = result.Status == AttemptStatus.Failed
            || (result.Status == AttemptStatus.Succeeded && AttemptTraits.ReviewsCommit(request.Spec));
        if (!isAffected || (storage.Problem ?? (result.Problem is { Code: ErrorCodes.DiskFull } full ? full : null)) is not { } problem)
        {
            return result;
        }

        return problem.Code == ErrorCodes.DiskFull && result.Progress.WorkingCopy is { } folder
            && freeBefore is { } free && disk.BytesOf(folder) is var taken && taken > free / 2
                ? await FailAsync(request, result, taken, free)
                : result with { Status = AttemptStatus.Lost, Artifact = null, Problem = problem };
    }

    private async Task<AttemptResult> FailAsync(AttemptRequest request, AttemptResult result, long taken, long free)
    {
        await DiscardAsync(request);
        var (takenMebibytes, freeMebibytes) = (taken / (1024 * 1024), free / (1024 * 1024));
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The attempt filled the disk: its working copy took {takenMebibytes:N0} MiB, and {freeMebibytes:N0} MiB were free when it "
            + $"started. The working copy was deleted.");
        var problem = new Problem(ErrorCodes.AttemptLimitReached, message, "Let it write less, or free space on the disk.");
        return result with { Status = AttemptStatus.Failed, Artifact = null, Problem = problem };
    }

    private async Task DiscardAsync(AttemptRequest request)
    {
        try
        {
            var trailers = AttemptTraits.ProducesChange(request.Spec)
                ? new CommitTrailers(request.Spec.Run, request.Task, request.Attempt, request.Assignment.Agent, request.Assignment.Model)
                : null;
            var leftOut = await copies.DiscardAsync(request.Attempt, trailers, CancellationToken.None);
            LogDiscarded(request.Attempt, string.Join(" ", leftOut));
        }
        catch (Exception exception)
        {
            // The result must be reported whatever becomes of the files. Retention deletes them later.
            LogNotDiscarded(request.Attempt, exception);
        }
    }
}
