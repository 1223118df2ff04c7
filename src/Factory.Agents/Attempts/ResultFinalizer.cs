using System.Text;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Domain.Reviews;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>
/// Turns a submission into the attempt's artifact: a change is committed from the working copy, a review is checked
/// against the evidence. Also commits the unfinished work of builds that failed.
/// </summary>
internal sealed partial class ResultFinalizer(
    IWorkingCopies copies,
    SecretRedactor redactor,
    TimeProvider time,
    ILogger<ResultFinalizer> logger)
{
    /// <summary>The time limit for committing the work of an attempt that failed or was stopped.</summary>
    /// <value>1 minute.</value>
    public static readonly TimeSpan CommitUnfinishedTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Returns the artifact of an attempt.</summary>
    /// <exception cref="FactoryException"><c>change.empty</c>: a build changed nothing; <c>artifact.malformed</c> or
    /// <c>git.failed</c>.</exception>
    public async Task<Artifact> FinalizeAsync(
        AttemptRequest request,
        PreparedAttempt prepared,
        Artifact submitted,
        CancellationToken cancellationToken) => redactor.Redact(submitted) switch
        {
            // The files are what counts, never what the model claims to have changed, and the same holds for the
            // evidence of a review.
            ChangeSet change => await CommitChangeAsync(request, prepared.WorkingCopy!, change, cancellationToken),

            // Here and nowhere else: tasks and runs read the verdict that is recorded now. Without evidence it becomes
            // a rejection.
            ReviewReport report => ReviewRules.ApplyEvidence(prepared.Evidence, report),
            var other => other,
        };

    /// <summary>Commits the files of a build that did not succeed.</summary>
    /// <returns>
    /// Full hash of the commit; null when nothing has changed, or when the files could not be committed.
    /// </returns>
    public async Task<string?> CommitUnfinishedAsync(AttemptRequest request, WorkingCopy copy, string reason)
    {
        using var limit = new CancellationTokenSource(CommitUnfinishedTimeout, time);
        try
        {
            var change = await copies.CommitAsync(
                copy,
                redactor.Redact($"Unfinished: {Subject(request.Spec.Title)}\n\n{reason}"),
                Trailers(request),
                limit.Token);
            return change?.Commit;
        }
        catch (Exception e)
        {
            // The attempt has failed already, and its working copy is kept: this failure must not replace the first
            // one.
            LogUnfinishedNotCommitted(request.Attempt, e);
            return null;
        }
    }

    private async Task<ChangeSet> CommitChangeAsync(
        AttemptRequest request,
        WorkingCopy copy,
        ChangeSet submitted,
        CancellationToken cancellationToken)
    {
        // An attempt that continues earlier work can find it complete: then that work is the result.
        var change = await copies.CommitAsync(copy, Message(submitted), Trailers(request), cancellationToken)
            ?? await copies.TakeStartAsync(copy, cancellationToken)
            ?? throw new FactoryException(
                ErrorCodes.ChangeEmpty,
                $"The agent submitted its result, but no file has changed. It wrote: {submitted.Summary}",
                "See its transcript.");
        return redactor.Redact(change with { Summary = submitted.Summary, Notes = submitted.Notes });
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

    private static CommitTrailers Trailers(AttemptRequest request) =>
        new(request.Spec.Run, request.Task, request.Attempt, request.Assignment.Agent, request.Assignment.Model);
}
