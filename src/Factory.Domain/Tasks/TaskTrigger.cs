namespace Factory.Domain.Tasks;

/// <summary>What can happen to a task; see <see cref="TaskTransitions"/> for where from and where to.</summary>
public enum TaskTrigger
{
    Promote,
    Assign,
    Fail,
    AttemptSucceeded,
    AttemptFailed,
    AttemptInterrupted,
    ReviewPassed,
    ReviewRejected,
    Approved,
    Declined,
    Delivered,
    DeliveryFailed,
    Cancel,
    Retry,
}
