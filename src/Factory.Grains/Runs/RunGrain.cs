using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
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
using Orleans.Streams.Core;

namespace Factory.Grains.Runs;

/// <inheritdoc cref="IRunGrain"/>
[ImplicitStreamSubscription(OutboxStreams.Run)]
[PrimarySiloPlacement]
public sealed class RunGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(RunState.StateName, StorageNames.Factory)] IPersistentState<Durable<RunState>> state,
    IConfigSource config,
    IIdGenerator ids,
    TimeProvider time) : FactoryGrain(context, runtime), IRunGrain, IStreamSubscriptionObserver
{
    private readonly RunRules _rules = new(ids);

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
                return new Problem(ErrorCodes.PipelineUnknown, $"There is no pipeline '{name}'.", $"Known: {string.Join(", ", config.Current.Pipelines.Select(p => p.Name))}");
            }

            var run = RunState.Start(RunId.Parse(this.GetPrimaryKeyString()), request, pipeline, product, request.Budget ?? config.Current.Policy.RunBudget, time.GetUtcNow());
            await Budget().SetCap(run.Budget);
            await Commit(run);
        }

        await Advance();
        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<RunView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public async Task<Result<RunView>> Cancel(string reason)
    {
        if (state.State.Value is not { } run)
        {
            return NotFound();
        }

        var decision = RunRules.Cancel(run, reason, time.GetUtcNow());
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        // Tasks first: a silo that dies in between leaves a run whose stage was cancelled, and that ends by itself; the other order would leave tasks at
        // work for a run that is over.
        foreach (var task in (await LoadTasks(run)).Values.Where(t => !t.IsFinished()))
        {
            await TaskOf(task.Id).Cancel(reason);
        }

        foreach (var next in decision.Events)
        {
            await Commit(next);
        }

        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public async Task<Result<RunView>> Retry(Usd? budget, bool allowSameReviewer)
    {
        if (state.State.Value is not { } run)
        {
            return NotFound();
        }

        var decision = RunRules.Retry(run, budget, allowSameReviewer);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        var next = decision.Events[0];
        if (budget is not null)
        {
            // Without a new cap the one in force stays: the operator may have set another since the run began.
            await Budget().SetCap(next.Budget);
        }

        foreach (var stage in next.Stages.Where(s => s.Status == StageStatus.Running && s.Task is not null))
        {
            await TaskOf(stage.Task!.Value).Retry();
        }

        await Commit(next);
        await Advance();
        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public async Task Advance()
    {
        while (state.State.Value is { } run)
        {
            var tasks = await LoadTasks(run);
            var next = _rules.Advance(run, tasks, time.GetUtcNow());
            if (JsonSerializer.Serialize(next, FactoryJson.Options) != JsonSerializer.Serialize(run, FactoryJson.Options))
            {
                await Commit(next);
            }

            if (next.IsFinished() || !await ApplyEffects(next, tasks))
            {
                break;
            }
        }
    }

    /// <summary>Opens the tasks that stages wait for and passes verdicts to the reviewed tasks; true when anything was done. Safe to do again.</summary>
    private async Task<bool> ApplyEffects(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        var acted = false;
        foreach (var definition in run.Pipeline.Stages)
        {
            if (run.Stage(definition.Name).Task is not { } id)
            {
                continue;
            }

            if (!tasks.TryGetValue(id, out var task))
            {
                await TaskOf(id).Open(StageTaskFactory.Create(run, definition, tasks));
                acted = true;
            }
            else if (task is { Stage: TaskStage.Done, Artifact: ReviewReport report, Spec.ReviewSubject: { } subject }
                && tasks.TryGetValue(subject.Task, out var reviewed)
                && reviewed is { Stage: TaskStage.Review, Artifact: ChangeSet change } && change.Commit == subject.Commit)
            {
                acted |= (await TaskOf(subject.Task).RecordReview(id, report)).IsAccepted();
            }
        }

        return acted;
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

    private async Task Commit(RunState next)
    {
        state.State.Stage(next, RunEventMapper.Map(state.State.Value, next, time.GetUtcNow()), []);
        await state.WriteStateAsync();
    }

    private ITaskGrain TaskOf(TaskId id) => GrainFactory.GetGrain<ITaskGrain>(id.Value);

    private IBudgetGrain Budget() => GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForRun(RunId.Parse(this.GetPrimaryKeyString())));

    private Problem NotFound() => new(ErrorCodes.NotFound, $"There is no run {this.GetPrimaryKeyString()}.", "List runs with: factory run list");
}
