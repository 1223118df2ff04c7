using Factory.Contracts.Events;
using Factory.Contracts.Kev;
using Factory.Contracts.Tasks;
using Factory.Domain.Events;
using Factory.Domain.Outbox;

namespace Factory.Domain.Tasks;

/// <summary>Maps to log entries what happened to a task, and whom it must wake.</summary>
public static class TaskEventMapper
{
    /// <summary>The log entry of a task that was just opened.</summary>
    public static FactoryEvent Opened(TaskState task, DateTimeOffset now) =>
        Event(task, now, EventTypes.TaskOpened, $"{task.Spec.Title}", [("kind", task.Spec.Kind)]);

    /// <summary>The log entry of an event; null when it is told by another.</summary>
    /// <param name="task">The state after the event.</param>
    public static FactoryEvent? Map(TaskState task, TaskEvent @event, DateTimeOffset now) => @event switch
    {
        TaskTransitioned m => Event(task, now, EventTypes.TaskStageChanged, $"{Stage(task)} → {Describe(m.To)}: {m.Reason}", [("to", CamelCase(m.To)), ("reason", m.Reason), ("code", m.Problem?.Code)]),
        AttemptAssigned a => Event(task, now, EventTypes.TaskRouted, a.Assignment.Reason, [("agent", a.Assignment.Agent.Value), ("model", a.Assignment.Model.ToString()), ("attempt", a.Attempt.Value), ("number", Number(task.Attempts.Count))]),
        QuestionAsked q => Event(task, now, EventTypes.TaskQuestionAsked, $"{task.Assignment?.Agent} asks: {q.Question.Text}", [("question", q.Question.Id.Value), ("text", q.Question.Text)]),
        QuestionAnswered q => Event(task, now, EventTypes.TaskQuestionAnswered, "the operator answered", [("question", q.Question.Value), ("answer", q.Answer)]),
        _ => null,
    };

    /// <summary>Which grains must reconcile after a change: Kev, and the task's run.</summary>
    public static IEnumerable<OutboxMessage> OutboxMessages(TaskState task)
    {
        yield return new OutboxMessage(OutboxStreams.Kev, KevIds.Key, task.Id.Value);
        if (task.Spec.Run is { } run)
        {
            yield return new OutboxMessage(OutboxStreams.Run, run.Value, task.Id.Value);
        }
    }

    private static FactoryEvent Event(TaskState task, DateTimeOffset now, string type, string message, (string Key, string? Value)[] data) =>
        new(0, now, type, task.Id.Value, task.Spec.Run, task.Id, message, EventData.Of([.. data, ("stage", task.Spec.RunStage), ("round", Number(task.Spec.Round))]));

    private static string Stage(TaskState task) => task.Spec.RunStage ?? task.Spec.Kind;

    private static string CamelCase(TaskStage stage) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(stage.ToString());

    private static string Describe(TaskStage stage) => stage switch
    {
        TaskStage.InProgress => "in progress",
        TaskStage.AwaitingApproval => "awaiting approval",
        _ => stage.ToString().ToLowerInvariant(),
    };

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
