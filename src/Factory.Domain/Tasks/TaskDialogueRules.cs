using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Ids;

namespace Factory.Domain.Tasks;

/// <summary>Decides what the agent of a task and the operator say to each other; called by <see cref="TaskRules"/>.</summary>
internal static class TaskDialogueRules
{
    // Every attempt reads all of them, and a model's context is small.
    private const int MaxMessages = 50;

    /// <summary>Decides a question of the agent.</summary>
    public static Decision<TaskEvent> Ask(TaskState task, AskOperator command, DateTimeOffset now, IIdGenerator ids)
    {
        // The same text is the same question: an agent that starts over asks again and gets the answer that is already
        // there.
        if (task.Questions.Any(q => q.Text == command.Text))
        {
            return Decision<TaskEvent>.Unchanged;
        }

        // An attempt that was stopped may still be asking: its question must not hold up the next one.
        return task.Stage == TaskStage.InProgress && task.ActiveAttempt == command.Attempt
            ? Decision<TaskEvent>.Accept(new QuestionAsked(new TaskQuestion(ids.New<QuestionId>(), command.Text, now)))
            : TaskRules.NotAllowed(task, "only the attempt at work can ask the operator");
    }

    /// <summary>Decides the operator's answer.</summary>
    public static Decision<TaskEvent> Answer(TaskState task, AnswerQuestion command)
    {
        if (task.OpenQuestion() is { } open)
        {
            return Decision<TaskEvent>.Accept(new QuestionAnswered(open.Id, command.Text));
        }

        // The same answer again succeeds: the client may not have received the first response and repeats the request.
        return task.Questions.LastOrDefault() is { } last && last.Answer == command.Text
            ? Decision<TaskEvent>.Unchanged
            : Decision<TaskEvent>.Reject(
                ErrorCodes.QuestionAlreadyAnswered,
                $"{task.Id} has no open question.",
                "See what waits for you with: factory inbox");
    }

    /// <summary>Decides a message of the operator.</summary>
    public static Decision<TaskEvent> Tell(TaskState task, TellAgent command, DateTimeOffset now) => task switch
    {
        // The client may not have received the first response and repeats the request.
        { Messages: [.., { } last] } when last.Text == command.Text => Decision<TaskEvent>.Unchanged,
        { Messages.Count: >= MaxMessages } => Decision<TaskEvent>.Reject(
            ErrorCodes.TransitionNotAllowed,
            $"{task.Id} has {MaxMessages} messages, which is the most: agents read all of them at their start.",
            $"Cancel it and start one that says it all: factory task cancel {task.Id}"),
        { Stage: TaskStage.Backlog or TaskStage.Ready or TaskStage.InProgress } =>
            Decision<TaskEvent>.Accept(new MessageAdded(new TaskMessage(task.Messages.Count + 1, command.Text, now))),
        { Approval: { } approval } => Decision<TaskEvent>.Reject(
            ErrorCodes.TransitionNotAllowed,
            $"{task.Id} waits for your approval: no agent works on it.",
            $"Send it back with: factory request-changes {approval} \"…\""),
        { Stage: TaskStage.Failed or TaskStage.Cancelled } => Decision<TaskEvent>.Reject(
            ErrorCodes.TransitionNotAllowed,
            $"{task.Id} {Words.Being(task.Stage)}: no agent works on it.",
            $"Retry it first: factory task retry {task.Id}"),

        // While the result is reviewed or delivered nobody would read it, and the operator would believe that somebody had.
        _ => TaskRules.NotAllowed(task, "no agent works on it any more"),
    };
}
