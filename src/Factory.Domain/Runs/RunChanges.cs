using Factory.Contracts.Errors;

namespace Factory.Domain.Runs;

/// <summary>
/// Collects the events of one decision and applies each at once, so that the next step of the decision reads the state
/// after it.
/// </summary>
/// <param name="run">The state before the decision.</param>
/// <param name="now">When the decision is made.</param>
internal sealed class RunChanges(RunState run, DateTimeOffset now)
{
    private readonly List<RunEvent> _events = [];
    private Decision<RunEvent>? _rejection;

    /// <summary>The state after the events so far.</summary>
    public RunState Run { get; private set; } = run;

    /// <summary>
    /// Adds an event. One that <see cref="RunTransitions"/> does not list turns the whole decision into a rejection.
    /// </summary>
    public void Add(RunEvent @event)
    {
        // Later events were decided from the state that the rejected one should have led to: only the first rejection
        // is meaningful.
        if (_rejection is not null)
        {
            return;
        }

        if (!RunTransitions.IsAllowed(Run, @event))
        {
            _rejection = Decision<RunEvent>.Reject(
                ErrorCodes.TransitionNotAllowed,
                $"{Run.Id} is {Run.Status} and does not allow {@event}.",
                $"See it with: factory run show {Run.Id}");
            return;
        }

        _events.Add(@event);
        Run = Run.Apply(@event, now);
    }

    /// <summary>The decision: all events or none.</summary>
    public Decision<RunEvent> ToDecision() =>
        _rejection ?? (_events.Count == 0 ? Decision<RunEvent>.Unchanged : Decision<RunEvent>.Accept(_events));
}
