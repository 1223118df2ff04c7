using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;

namespace Factory.Domain.Attempts;

/// <summary>
/// Does the work of attempts, outside grain turns. It reports to <c>IAttemptGrain.Report</c> and ends every attempt it was given with
/// exactly one <c>IAttemptGrain.Finish</c>, unless the silo stops first.
/// </summary>
public interface IAttemptRunner
{
    /// <summary>Begins; returns at once. An attempt that already runs here is left alone.</summary>
    void Start(AttemptRequest request);

    /// <summary>Stops an attempt: its process tree dies, committed work is kept, and it ends as cancelled. Unknown ones are ignored.</summary>
    void Cancel(AttemptId attempt, string reason);

    /// <summary>Stops an attempt as <see cref="Cancel"/> does, but it ends as failed with this problem: a budget let one of its calls through the gateway no further. Unknown ones are ignored.</summary>
    void Fail(AttemptId attempt, Problem problem);

    /// <summary>True while this silo works on it.</summary>
    bool IsRunning(AttemptId attempt);

    /// <summary>Hands the operator's answer to an attempt that waits for it. Unknown ones are ignored.</summary>
    void Answer(AttemptId attempt, QuestionId question, string answer);
}
