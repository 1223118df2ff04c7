using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;

namespace Factory.Domain.Reviews;

/// <summary>
/// Decides where the work goes after a review rejected it: back to be built again, with the reasons as feedback, or to
/// the operator when the pipeline's rounds are used up.
/// </summary>
/// <remarks>
/// Which model builds again is another decision: routing goes one tier up for each rejection
/// (<see cref="Routing.EscalationPath"/>).
/// </remarks>
public static class RejectedReviewRules
{
    /// <summary>Decides the next stage of a task whose result was rejected.</summary>
    /// <param name="task">The task, before the review is recorded.</param>
    /// <param name="reviewTask">The task that reviewed it.</param>
    /// <param name="report">The recorded report; its verdict is <see cref="Verdict.Reject"/>.</param>
    public static RejectedReviewOutcome Decide(TaskState task, TaskId reviewTask, ReviewReport report)
    {
        // Rejections includes merge conflicts, which use up rounds too, but not the review that is decided here.
        var rounds = task.Rejections + 1;
        return rounds >= task.Spec.MaxRounds
            ? new RejectedReviewOutcome(TaskStage.Failed, $"sent back {rounds} times", RoundsExhausted(task, rounds, reviewTask, report), [])
            : new RejectedReviewOutcome(
                TaskStage.Ready,
                "sent back by review: " + (report.Defects.FirstOrDefault() ?? report.Summary),
                null,
                [.. ReviewedAttempt(task)]);
    }

    private static Problem RoundsExhausted(TaskState task, int rounds, TaskId reviewTask, ReviewReport report) => new(
        ErrorCodes.RoundsExhausted,
        $"Review sent the work back {rounds} times, the most this pipeline allows; last: {string.Join("; ", report.Defects)}",
        $"Read the reports with: factory task show {reviewTask}. Continue with: factory run retry {task.Spec.Run}");

    // The next attempt may use another model: without this line it would take the feedback for its own work.
    private static IEnumerable<string> ReviewedAttempt(TaskState task) => task.Attempts.Count == 0
        ? []
        : [$"The review was of attempt {task.Attempts.Count}, which was made with {task.Attempts[^1].Model}."];
}
