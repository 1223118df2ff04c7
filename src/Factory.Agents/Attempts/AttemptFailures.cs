using Factory.Agents.Loop;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Configuration;
using Factory.Domain.Health;
using Factory.Domain.Secrets;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>Maps the exception that ended an attempt to a status and a problem that users may read.</summary>
internal sealed partial class AttemptFailures(SecretRedactor redactor, ILogger<AttemptFailures> logger)
{
    /// <summary>
    /// Maps an exception. A request to stop the attempt takes precedence over the exception that it has caused.
    /// </summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="policy">The limits of its kind.</param>
    /// <param name="clock">Its wall clock.</param>
    /// <param name="exception">What ended it.</param>
    public (AttemptStatus Status, Problem Problem) Map(
        RunningAttempt attempt,
        KindPolicy policy,
        PausableTimeout clock,
        Exception exception)
    {
        if (AttemptResults.FromStopRequest(attempt) is { } stopped)
        {
            return stopped;
        }

        switch (exception)
        {
            case var _ when DiskErrors.IsDiskFull(exception):
                return (AttemptStatus.Failed, DiskErrors.DiskFull);
            case FactoryException known:
                var shown = known.Hint is { } hint ? redactor.Redact(hint) : null;
                return (AttemptStatus.Failed, new Problem(known.Code, redactor.Redact(VisibleText.Strip(known.Message)), shown));
            case OperationCanceledException when clock.Token.IsCancellationRequested:
                return (AttemptStatus.Failed, new Problem(
                    ErrorCodes.AttemptLimitReached,
                    $"The agent worked for {policy.WallClock.TotalMinutes:0.#} minutes, the limit for this kind of task.",
                    "Raise the kind's wall clock in policy.yaml, or retry with a stronger model."));
            default:
                // Messages of unexpected exceptions can contain paths and secrets. They go to the log; users see only
                // the type.
                LogUnexpectedFailure(attempt.Request.Attempt, exception);
                return (AttemptStatus.Failed, new Problem(
                    ErrorCodes.AttemptFailed,
                    $"The attempt failed because of an internal error ({exception.GetType().Name}).",
                    "See the silo's log for details, then retry the task."));
        }
    }
}
