using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Reviews;

/// <summary>Where a rejected task goes.</summary>
/// <param name="Next"><see cref="TaskStage.Ready"/> to be built again, <see cref="TaskStage.Failed"/> when no round is left.</param>
/// <param name="Reason">Why, for the event and for the operator.</param>
/// <param name="Problem">What stopped the task; null when it is built again.</param>
/// <param name="Feedback">Lines for the next attempt, beside the defects of the report.</param>
public sealed record RejectedReviewOutcome(TaskStage Next, string Reason, Problem? Problem, IReadOnlyList<string> Feedback);
