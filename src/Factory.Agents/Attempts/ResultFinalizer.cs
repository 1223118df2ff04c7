using System.Text;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Domain.Reviews;
using Factory.Domain.WorkingCopies;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>Turns what a model submitted into what counts: a change is taken from git, a review is weighed against the evidence. Saves the work of builds that failed.</summary>
internal sealed partial class ResultFinalizer(IWorkingCopies copies, TimeProvider time, ILogger<ResultFinalizer> logger)
{
    /// <value>Time for saving the work of an attempt that failed or was stopped: 1 minute.</value>
    public static readonly TimeSpan CommitUnfinishedTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The artifact that counts.</summary>
    /// <exception cref="FactoryException"><c>change.empty</c> when a build changed nothing; <c>git.failed</c>.</exception>
    public async Task<Artifact> FinalizeAsync(AttemptRequest order, PreparedAttempt prepared, Artifact submitted, CancellationToken cancellationToken) => submitted switch
    {
        ChangeSet change => await CommitChangeAsync(order, prepared.WorkingCopy!, change, cancellationToken),
        ReviewReport report => ReviewRules.ApplyEvidence(prepared.Evidence, report),
        _ => submitted,
    };

    /// <summary>Takes what a build left behind that did not succeed.</summary>
    /// <returns>The commit; null when there is nothing, or when it could not be taken.</returns>
    public async Task<string?> CommitUnfinishedAsync(AttemptRequest order, WorkingCopy copy, string reason)
    {
        using var limit = new CancellationTokenSource(CommitUnfinishedTimeout, time);
        try
        {
            var change = await copies.CommitAsync(copy, $"Unfinished: {Subject(order.Spec.Title)}\n\n{reason}", Trailers(order), limit.Token);
            return change?.Commit;
        }
        catch (Exception e)
        {
            // The attempt failed already; its working copy stays where it is.
            LogUnfinishedNotCommitted(logger, order.Attempt, e);
            return null;
        }
    }

    private async Task<ChangeSet> CommitChangeAsync(AttemptRequest order, WorkingCopy copy, ChangeSet submitted, CancellationToken cancellationToken)
    {
        var taken = await copies.CommitAsync(copy, Message(submitted), Trailers(order), cancellationToken)
            ?? throw new FactoryException(ErrorCodes.ChangeEmpty, "The agent said it was done, but no file is different from where it started.", "Look at its transcript.");
        return taken with { Summary = submitted.Summary, Notes = submitted.Notes };
    }

    private static string Message(ChangeSet change)
    {
        var message = new StringBuilder(change.Summary);
        if (change.Notes.Count > 0)
        {
            message.Append('\n');
        }

        foreach (var note in change.Notes)
        {
            message.Append("\n- ").Append(note);
        }

        return message.ToString();
    }

    private static string Subject(string title) => title.ReplaceLineEndings(" ");

    private static CommitTrailers Trailers(AttemptRequest order) =>
        new(order.Spec.Run, order.Task, order.Attempt, order.Assignment.Agent, order.Assignment.Model);

    [LoggerMessage(LogLevel.Warning, "The unfinished work of {Attempt} could not be taken; its working copy is kept.")]
    private static partial void LogUnfinishedNotCommitted(ILogger logger, AttemptId attempt, Exception exception);
}
