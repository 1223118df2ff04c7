using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Attempts;

/// <summary>
/// Runs attempts outside grain turns. It reports progress to <c>IAttemptGrain.Report</c> and ends every attempt with
/// exactly one call of <c>IAttemptGrain.Finish</c>, unless the silo stops first.
/// </summary>
public interface IAttemptRunner
{
    /// <summary>
    /// Starts an attempt and returns at once. An attempt that already runs on this silo is not started again.
    /// </summary>
    void Start(AttemptRequest request);

    /// <summary>
    /// Goes on with an attempt that an earlier silo process began: takes over its coding CLI where that still runs, or
    /// starts it again in its session.
    /// </summary>
    /// <returns>False when nothing is left to go on with: the attempt is lost.</returns>
    Task<bool> TryContinueAsync(AttemptRequest request);

    /// <summary>
    /// Stops an attempt: its process tree is killed, committed work is kept, and it ends as cancelled. Unknown attempts
    /// are ignored.
    /// </summary>
    void Cancel(AttemptId attempt, string reason);

    /// <summary>Stops all attempts of this silo as <see cref="Cancel"/> does.</summary>
    void CancelAll(string reason);

    /// <summary>
    /// Stops an attempt as <see cref="Cancel"/> does, but it ends as failed with this problem: used when the gateway
    /// rejects a call because of a budget. Unknown attempts are ignored.
    /// </summary>
    void Fail(AttemptId attempt, Problem problem);

    /// <summary>True while the attempt runs on this silo.</summary>
    bool IsRunning(AttemptId attempt);

    /// <summary>
    /// Passes a message of the operator to an attempt, which takes it at its next turn. Unknown attempts are ignored.
    /// </summary>
    void Tell(AttemptId attempt, TaskMessage message);

    /// <summary>Passes the operator's answer to an attempt that waits for it. Unknown attempts are ignored.</summary>
    void Answer(AttemptId attempt, QuestionId question, string answer);
}
