using Factory.Agents.Loop;
using Factory.Domain;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Agents.Attempts;

/// <summary>
/// Asks the operator questions through the attempt's task. The attempt's wall clock is paused until the answer arrives.
/// </summary>
internal sealed class OperatorQuestions(
    RunningAttempt attempt,
    ITaskGrain task,
    PausableTimeout timeout,
    ILoopObserver observer,
    SecretRedactor redactor,
    TimeProvider time)
{
    /// <summary>How often the task is read while an answer is pending, in case its notification was lost.</summary>
    /// <value>30 seconds.</value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(30);

    /// <summary>Asks a question and waits for the answer without a time limit.</summary>
    public async Task<string> AskAsync(string text, CancellationToken cancellationToken)
    {
        var question = redactor.Redact(VisibleText.Strip(text));
        observer.ReportAction("waiting for an answer to: "
            + VisibleText.Shorten(question, 80).ReplaceLineEndings(" "));
        using var pause = timeout.Pause();
        while (true)
        {
            // Ask is idempotent: for the same text the task returns the same question, with its answer if there is one.
            var pending = await task.Ask(attempt.Request.Attempt, question).WaitAsync(cancellationToken);
            if (pending.Answer is { } answer)
            {
                return answer;
            }

            try
            {
                return await attempt.PendingAnswer(pending.Id).Task.WaitAsync(PollInterval, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                continue;
            }
        }
    }
}
