using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Outbox;
using Factory.Domain.Runs;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;
using Microsoft.Extensions.Logging;
using Orleans.Streams.Core;

namespace Factory.Grains.Runs;

/// <inheritdoc cref="IRunGrain"/>
[ImplicitStreamSubscription(OutboxStreams.Run)]
[PrimarySiloPlacement]
public sealed partial class RunGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(RunState.StateName, StorageNames.Factory)] IPersistentState<DurableState<RunState>> state,
    IConfigSource config,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<RunGrain> log) : FactoryGrain(context, runtime), IRunGrain, IStreamSubscriptionObserver
{
    private readonly RunRules _rules = new(ids);

    private RunId Id => RunId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => OutboxSubscription.Resume(handleFactory, _ => Advance());

    /// <inheritdoc/>
    public async Task<Result<RunView>> Start(StartRun request, ProductRef product)
    {
        if (state.State.Value is null)
        {
            var name = request.Pipeline ?? "product";
            if (config.Current.Pipelines.FirstOrDefault(p => p.Name == name) is not { } pipeline)
            {
                var known = string.Join(", ", config.Current.Pipelines.Select(p => p.Name));
                return new Problem(ErrorCodes.PipelineUnknown, $"There is no pipeline '{name}'.", $"Known: {known}");
            }

            var now = time.GetUtcNow();
            var run = RunState.Start(Id, request, pipeline, product, request.Budget ?? config.Current.Policy.RunBudget, now);

            // Before the run exists: no task of it may spend under the policy's default cap. A crash in between leaves
            // an unused budget, and the same request sets it again.
            await Apply(new SetBudgetEffect(run.Budget));
            await WriteAsync(state, run, [RunEventMapper.Started(run, now)], []);
        }

        await Advance();
        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<RunView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public Task<Result<RunView>> Cancel(string reason) => Handle(_ => new CancelRun(reason));

    /// <inheritdoc/>
    public Task<Result<RunView>> Retry(Usd? budget, bool allowSameReviewer) =>
        Handle(tasks => new RetryRun(budget, allowSameReviewer, tasks));

    /// <inheritdoc/>
    public async Task Advance()
    {
        while (state.State.Value is { } run)
        {
            var tasks = await LoadTasks(run);
            var now = time.GetUtcNow();
            var decision = _rules.Decide(run, new AdvanceRun(tasks), now);
            if (decision.Problem is { } problem)
            {
                // Stored states that contradict each other, which no outbox message repairs: the run stays where it is.
                LogAdvanceRejected(run.Id.Value, problem.Message);
                return;
            }

            run = await Commit(run, decision.Events, tasks, now);

            // Commit first: a task that was opened under an id that no run refers to would work and spend for nobody.
            var isChanged = false;
            foreach (var effect in RunEffects.For(run, tasks))
            {
                isChanged |= await Apply(effect);
            }

            if (!isChanged)
            {
                return;
            }
        }
    }

    /// <summary>Handles an operator's command, and applies its effects to the tasks.</summary>
    private async Task<Result<RunView>> Handle(Func<IReadOnlyDictionary<TaskId, TaskView>, RunCommand> create)
    {
        if (state.State.Value is not { } run)
        {
            return new Problem(ErrorCodes.NotFound, $"There is no run {this.GetPrimaryKeyString()}.", "List runs with: factory run list");
        }

        var tasks = await LoadTasks(run);
        var now = time.GetUtcNow();
        var decision = _rules.Decide(run, create(tasks), now);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        // With a message to itself: if the silo stops after the commit, the run is reconciled again, and the tasks
        // receive what the command means for them.
        await Commit(run, decision.Events, tasks, now, new OutboxMessage(OutboxStreams.Run, run.Id.Value, run.Id.Value));
        await Advance();
        return state.State.Value!.ToView();
    }

    /// <summary>Writes the run after the events together with their log entries; nothing without events.</summary>
    private async Task<RunState> Commit(
        RunState run,
        IReadOnlyList<RunEvent> events,
        IReadOnlyDictionary<TaskId, TaskView> tasks,
        DateTimeOffset now,
        params OutboxMessage[] messages)
    {
        if (events.Count == 0)
        {
            return run;
        }

        foreach (var effect in RunEffects.BeforeCommit(run, events, tasks))
        {
            await Apply(effect);
        }

        var next = events.Aggregate(run, (state, @event) => state.Apply(@event, now));
        await WriteAsync(state, next, RunEventMapper.Map(next, events, now), messages);
        return next;
    }

    /// <summary>Applies an effect; true when a task changed. Applying one again is safe.</summary>
    private async Task<bool> Apply(RunEffect effect)
    {
        switch (effect)
        {
            case OpenTaskEffect e:
                await TaskOf(e.Task).Open(e.Spec);
                return true;
            case RecordReviewEffect e:
                // A verdict that the task has recorded before is accepted and changes nothing; reading the tasks again
                // would then never end.
                var recorded = await TaskOf(e.Reviewed.Id).RecordReview(e.ReviewTask, e.Report);
                return recorded.Value is { } task && task.Revision != e.Reviewed.Revision;
            case CancelTaskEffect e:
                // A task that has ended refuses, which is fine.
                return (await TaskOf(e.Task).Cancel(e.Reason)).IsAccepted();
            case RetryTaskEffect e:
                // So does one that is at work or waits.
                return (await TaskOf(e.Task).Retry()).IsAccepted();
            case SetBudgetEffect e:
                await GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForRun(Id).Value).SetCap(e.Cap);
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "An effect without a handler.");
        }
    }

    private async Task<IReadOnlyDictionary<TaskId, TaskView>> LoadTasks(RunState run)
    {
        var found = new Dictionary<TaskId, TaskView>();
        foreach (var stage in run.Stages)
        {
            if (stage.Task is { } id && await TaskOf(id).Get() is { } task)
            {
                found[id] = task;
            }
        }

        return found;
    }

    private ITaskGrain TaskOf(TaskId id) => GrainFactory.GetGrain<ITaskGrain>(id.Value);
}
