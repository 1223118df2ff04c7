using Factory.Agents.Loop;
using Factory.Agents.Transcripts;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Agents.Attempts;

/// <summary>Puts an attempt's questions to the operator through its task. The attempt's wall clock stands still meanwhile.</summary>
internal sealed class OperatorQuestions(RunningAttempt attempt, ITaskGrain task, PausableTimeout timeout, ILoopObserver observer, SecretRedactor redactor, TimeProvider time)
{
    /// <value>How often the task is asked whether there is an answer that got lost on its way: 30 seconds.</value>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(30);

    /// <summary>Asks and waits, however long it takes.</summary>
    public async Task<string> AskAsync(string text, CancellationToken cancellationToken)
    {
        var asked = redactor.Redact(text);
        observer.ReportAction("asks the operator: " + (asked.Length <= 80 ? asked : asked[..80] + "…").ReplaceLineEndings(" "));
        using var pause = timeout.Pause();
        while (true)
        {
            // The same text is the same question: asking again only looks for the answer.
            var question = await task.Ask(attempt.Request.Attempt, asked).WaitAsync(cancellationToken);
            if (question.Answer is { } answer)
            {
                return answer;
            }

            try
            {
                return await attempt.PendingAnswer(question.Id).Task.WaitAsync(PollInterval, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                continue;
            }
        }
    }
}
