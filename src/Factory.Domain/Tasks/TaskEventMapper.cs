using Factory.Contracts.Events;
using Factory.Contracts.Kev;
using Factory.Contracts.Tasks;
using Factory.Domain.Events;
using Factory.Domain.Outbox;

namespace Factory.Domain.Tasks;

/// <summary>Maps events of a task to log entries and outbox messages.</summary>
public static class TaskEventMapper
{
    /// <summary>The log entry of a task that was just opened.</summary>
    public static FactoryEvent Opened(TaskState task, DateTimeOffset now) =>
        Event(task, now, EventTypes.TaskOpened, $"{task.Spec.Title}", [("kind", task.Spec.Kind)]);

    /// <summary>
    /// The log entry of an event; null when the entry of another event of the same decision includes it.
    /// </summary>
    /// <param name="task">The state after the event.</param>
    /// <param name="event">The event.</param>
    /// <param name="now">When it happened.</param>
    public static FactoryEvent? Map(TaskState task, TaskEvent @event, DateTimeOffset now) => @event switch
    {
        TaskTransitioned e => Event(
            task,
            now,
            EventTypes.TaskStageChanged,
            $"{Stage(task)} → {Words.Of(e.To)}: {e.Reason}",
            [("to", CamelCase(e.To)), ("reason", e.Reason), ("code", e.Problem?.Code)]),
        AttemptAssigned e => Event(
            task,
            now,
            EventTypes.TaskRouted,
            e.Assignment.Reason,
            [
                ("agent", e.Assignment.Agent.Value),
                ("model", e.Assignment.Model.ToString()),
                ("attempt", e.Attempt.Value),
                ("number", Number(task.Attempts.Count)),
            ]),
        QuestionAsked e => Event(
            task,
            now,
            EventTypes.TaskQuestionAsked,
            $"{task.Assignment?.Agent} asks: {e.Question.Text}",
            [("question", e.Question.Id.Value), ("text", e.Question.Text)]),
        MessageAdded e => Event(
            task,
            now,
            EventTypes.TaskMessageAdded,
            $"the operator tells the agent: {e.Message.Text}",
            [("number", Number(e.Message.Number)), ("text", e.Message.Text)]),
        QuestionAnswered e => Event(
            task,
            now,
            EventTypes.TaskQuestionAnswered,
            "the operator answered",
            [("question", e.Question.Value), ("answer", e.Answer)]),
        _ => null,
    };

    /// <summary>The grains that must reconcile after a change: Kev, and the task's run when it has one.</summary>
    public static IEnumerable<OutboxMessage> OutboxMessages(TaskState task)
    {
        // For every change, not only for ready tasks: a task that leaves work frees its agent and provider for another.
        yield return new OutboxMessage(OutboxStreams.Kev, KevIds.Key, task.Id.Value);
        if (task.Spec.Run is { } run)
        {
            yield return new OutboxMessage(OutboxStreams.Run, run.Value, task.Id.Value);
        }
    }

    private static FactoryEvent Event(
        TaskState task,
        DateTimeOffset now,
        string type,
        string message,
        (string Key, string? Value)[] data)
    {
        var all = EventData.Of([.. data, ("stage", task.Spec.RunStage), ("round", Number(task.Spec.Round))]);
        return new FactoryEvent(0, now, type, task.Id.Value, task.Spec.Run, task.Id, message, all);
    }

    private static string Stage(TaskState task) => task.Spec.RunStage ?? task.Spec.Kind;

    private static string CamelCase(TaskStage stage) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(stage.ToString());

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
