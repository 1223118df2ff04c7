using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Deployments;
using Factory.Domain.Ids;
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
    [PersistentState(TaskState.StateName, StorageNames.Factory)] IPersistentState<Durable<TaskState>> state,
    IConfigSource config,
    IAttemptRunner attempts,
    IDeliveryRunner deliveries,
    IIdGenerator ids,
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
            state.State.Stage(task, [TaskEventMapper.Opened(task, now)], TaskEventMapper.OutboxMessages(task));
            await state.WriteStateAsync();
        }

        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<TaskView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public Task<Result<TaskView>> Promote() => Handle(new PromoteTask());

    /// <inheritdoc/>
    public Task<Result<TaskView>> Assign(TaskAssignment assignment) => Handle(new AssignAttempt(ids.New<AttemptId>(), assignment));

    /// <inheritdoc/>
    public Task<Result<TaskView>> Fail(Problem problem) => Handle(new FailTask(problem));

    /// <inheritdoc/>
    public Task<Result<TaskView>> RecordReview(TaskId reviewTask, ReviewReport report) => Handle(new RecordReview(reviewTask, report));

    /// <inheritdoc/>
    public Task<Result<TaskView>> RecordDelivery(DeliveryOutcome outcome) => Handle(new RecordDelivery(outcome));

    /// <inheritdoc/>
    public async Task<TaskQuestion> Ask(AttemptId attempt, string text)
    {
        var reply = await Handle(new AskOperator(ids.New<QuestionId>(), attempt, text));
        return reply.IsAccepted()
            ? state.State.Value!.Questions.First(q => q.Text == text)
            : throw new FactoryException(reply.Problem!.Code, reply.Problem.Message, reply.Problem.Hint);
    }

    /// <inheritdoc/>
    public async Task<Result<TaskView>> Answer(string text)
    {
        var question = state.State.Value?.OpenQuestion();
        var reply = await Handle(new AnswerQuestion(text));
        if (reply.IsAccepted() && question is not null && state.State.Value?.ActiveAttempt is { } attempt)
        {
            attempts.Answer(attempt, question.Id, text);
        }

        return reply;
    }

    /// <inheritdoc/>
    public async Task<Result<TaskView>> Cancel(string reason)
    {
        var working = state.State.Value?.ActiveAttempt;
        var reply = await Handle(new CancelTask(reason));
        if (reply.IsAccepted() && working is { } attempt)
        {
            await Attempt(attempt).Cancel(reason);
        }

        return reply;
    }

    /// <inheritdoc/>
    public Task<Result<TaskView>> Retry() => Handle(new RetryTask());

    /// <inheritdoc/>
    public async Task Advance()
    {
        switch (state.State.Value)
        {
            case { Stage: TaskStage.InProgress, ActiveAttempt: { } working } when await Attempt(working).Get() is { } attempt && attempt.Status != AttemptStatus.Running:
                await Handle(new EndAttempt(attempt));
                break;
            case { Stage: TaskStage.AwaitingApproval, Approval: { } asked } when await Approval(asked).Get() is { } approval && approval.Status != ApprovalStatus.Pending:
                await Handle(new Domain.Tasks.RecordApproval(approval));
                break;
            case not null:
                await ApplyEffects();
                break;
        }
    }

    private async Task<Result<TaskView>> Handle(TaskCommand command)
    {
        if (state.State.Value is not { } task)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no task {this.GetPrimaryKeyString()}.", "List tasks with: factory task list");
        }

        var now = time.GetUtcNow();
        var decision = new TaskRules(config.Current.Policy.Actions, config.Current.Policy.KindOf(task.Spec.Kind).LifetimeLimits).Decide(task, command, ids.New<ApprovalId>(), now);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        if (decision.Events.Count > 0)
        {
            var told = new List<Contracts.Events.FactoryEvent>();
            foreach (var @event in decision.Events)
            {
                task = task.Apply(@event, now);
                if (TaskEventMapper.Map(task, @event, now) is { } entry)
                {
                    told.Add(entry);
                }
            }

            state.State.Stage(task, told, TaskEventMapper.OutboxMessages(task));
            await state.WriteStateAsync();
            await ApplyEffects();
        }

        return state.State.Value!.ToView();
    }

    /// <summary>Does the effects of the state; all of it is safe to do again.</summary>
    private async Task ApplyEffects()
    {
        switch (TaskEffects.For(state.State.Value!, config.Current.Policy))
        {
            case AttemptEffect duty:
                await Attempt(duty.Request.Attempt).Start(duty.Request);
                break;
            case ApprovalEffect duty:
                await Approval(duty.Approval).Request(duty.Request);
                break;
            case DeliveryEffect duty:
                deliveries.Start(duty.Request);
                break;
        }
    }

    private IAttemptGrain Attempt(AttemptId id) => GrainFactory.GetGrain<IAttemptGrain>(id.Value);

    private IApprovalGrain Approval(ApprovalId id) => GrainFactory.GetGrain<IApprovalGrain>(id.Value);
}
