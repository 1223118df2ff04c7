using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Deployments;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Domain.Tasks;
using Factory.Grains.Abstractions.Approvals;
using Factory.Grains.Abstractions.Attempts;
using Factory.Grains.Abstractions.Tasks;
using Orleans.Streams.Core;

namespace Factory.Grains.Tasks;

/// <inheritdoc cref="ITaskGrain"/>
[ImplicitStreamSubscription(OutboxStreams.Task)]
[PrimarySiloPlacement]
public sealed class TaskGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(TaskState.StateName, StorageNames.Factory)] IPersistentState<DurableState<TaskState>> state,
    TaskRules rules,
    IAttemptRunner attempts,
    IDeliveryRunner deliveries,
    TimeProvider time) : FactoryGrain(context, runtime), ITaskGrain, IStreamSubscriptionObserver
{
    private TaskId Id => TaskId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => OutboxSubscription.Resume(handleFactory, _ => Advance());

    /// <inheritdoc/>
    public async Task<TaskView> Open(TaskSpec spec, bool backlog)
    {
        if (state.State.Value is null)
        {
            var now = time.GetUtcNow();
            var task = TaskState.Open(Id, spec, now, backlog);
            await WriteAsync(state, task, [TaskEventMapper.Opened(task, now)], TaskEventMapper.OutboxMessages(task));
        }

        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<TaskView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public Task<Result<TaskView>> Promote() => Handle(new PromoteTask());

    /// <inheritdoc/>
    public Task<Result<TaskView>> Assign(TaskAssignment assignment) => Handle(new AssignAttempt(assignment));

    /// <inheritdoc/>
    public Task<Result<TaskView>> Fail(Problem problem) => Handle(new FailTask(problem));

    /// <inheritdoc/>
    public Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report) => Handle(new RecordReview(reviewTask, report));

    /// <inheritdoc/>
    public Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome) => Handle(new RecordDelivery(outcome));

    /// <inheritdoc/>
    public async Task<TaskQuestion> Ask(AttemptId attempt, string text)
    {
        var reply = await Handle(new AskOperator(attempt, text));
        return reply.IsAccepted()
            ? state.State.Value!.Questions.First(q => q.Text == text)
            : throw new FactoryException(reply.Problem!.Code, reply.Problem.Message, reply.Problem.Hint);
    }

    /// <inheritdoc/>
    public async Task<Result<TaskView>> Answer(string text)
    {
        // Read before the command, which closes it.
        var question = state.State.Value?.OpenQuestion();
        var reply = await Handle(new AnswerQuestion(text));
        if (reply.IsAccepted() && question is not null && state.State.Value?.ActiveAttempt is { } attempt)
        {
            // After the commit: an attempt that continued with an answer which is not on disk would ask again after a
            // crash.
            attempts.Answer(attempt, question.Id, text);
        }

        return reply;
    }

    /// <inheritdoc/>
    public async Task<Result<TaskView>> Tell(string text)
    {
        var known = state.State.Value?.Messages.Count;
        var reply = await Handle(new TellAgent(text));
        if (reply.IsAccepted() && state.State.Value is { ActiveAttempt: { } attempt } task && task.Messages.Count > known)
        {
            // After the commit: an agent that has acted on it must not find it gone after a crash.
            attempts.Tell(attempt, task.Messages[^1]);
        }

        return reply;
    }

    /// <inheritdoc/>
    public async Task<Result<TaskView>> Cancel(string reason)
    {
        var reply = await Handle(new CancelTask(reason));
        if (reply.IsAccepted())
        {
            // After the commit: what ends now finds a task that does not wait for it any more. Also when the task was
            // cancelled before: a call may have been lost then.
            deliveries.Cancel(Id);
            foreach (var attempt in reply.Value.Attempts.Where(a => a.Status == AttemptStatus.Running))
            {
                await Attempt(attempt.Id).Cancel(reason);
            }
        }

        return reply;
    }

    /// <inheritdoc/>
    public Task<Result<TaskView>> Retry() => Handle(new RetryTask());

    /// <inheritdoc/>
    public async Task Advance()
    {
        await RecordStoppedAttempts();
        switch (state.State.Value)
        {
            case { Stage: TaskStage.InProgress, ActiveAttempt: { } id }
                when await Attempt(id).Get() is { } attempt && attempt.Status != AttemptStatus.Running:
                await Handle(new EndAttempt(attempt));
                break;
            case { Stage: TaskStage.AwaitingApproval, Approval: { } id }
                when await Approval(id).Get() is { } approval && approval.Status != ApprovalStatus.Pending:
                await Handle(new RecordApproval(approval));
                break;
            case not null:
                // Nothing to record: a crash between commit and effect left the effect undone, or it is under way
                // already.
                await ApplyEffect();
                break;
        }
    }

    /// <summary>
    /// Records the ends of attempts that were stopped: each comes when it comes, also after the next one was assigned.
    /// </summary>
    private async Task RecordStoppedAttempts()
    {
        foreach (var id in state.State.Value?.StoppedAttempts().ToList() ?? [])
        {
            if (await Attempt(id).Get() is { Status: not AttemptStatus.Running } ended)
            {
                await Handle(new EndAttempt(ended));
            }
        }
    }

    private async Task<Result<TaskView>> Handle(TaskCommand command)
    {
        if (state.State.Value is not { } task)
        {
            return new Problem(
                ErrorCodes.NotFound,
                $"There is no task {this.GetPrimaryKeyString()}.",
                "List tasks with: factory task list");
        }

        var now = time.GetUtcNow();
        var decision = rules.Decide(task, command, now);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        if (decision.Events.Count > 0)
        {
            var entries = new List<FactoryEvent>();
            foreach (var @event in decision.Events)
            {
                task = task.Apply(@event, now);
                if (TaskEventMapper.Map(task, @event, now) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            await WriteAsync(state, task, entries, TaskEventMapper.OutboxMessages(task));

            // After the commit: an attempt or delivery that started for a state that is not on disk would be started a
            // second time after a crash.
            await ApplyEffect();
        }

        return state.State.Value!.ToView();
    }

    /// <summary>
    /// Applies the effect that the stage requires. Applying it again is safe: attempts and approvals start once,
    /// runners ignore what runs.
    /// </summary>
    private async Task ApplyEffect()
    {
        switch (rules.EffectOf(state.State.Value!))
        {
            case AttemptEffect effect:
                await Attempt(effect.Request.Attempt).Start(effect.Request);
                break;
            case ApprovalEffect effect:
                await Approval(effect.Approval).Request(effect.Request);
                break;
            case DeliveryEffect effect:
                deliveries.Start(effect.Request);
                break;
        }
    }

    private IAttemptGrain Attempt(AttemptId id) => GrainFactory.GetGrain<IAttemptGrain>(id.Value);

    private IApprovalGrain Approval(ApprovalId id) => GrainFactory.GetGrain<IApprovalGrain>(id.Value);
}
