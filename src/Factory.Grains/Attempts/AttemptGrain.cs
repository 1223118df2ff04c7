using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Domain.Attempts;
using Factory.Domain.Durability;

namespace Factory.Grains.Attempts;

/// <inheritdoc cref="IAttemptGrain"/>
[OnHomeSilo]
public sealed class AttemptGrain(
    [PersistentState(AttemptState.StateName, Stores.Factory)] IPersistentState<Durable<AttemptState>> state,
    IAttemptRunner runner,
    TimeProvider time) : Grain, IAttemptGrain
{
    /// <inheritdoc/>
    public async Task<AttemptView> Start(AttemptOrder order)
    {
        if (state.State.Value is null)
        {
            var attempt = AttemptState.Begin(order, time.GetUtcNow());
            await Commit(attempt, EventTypes.AttemptStarted, $"{order.Assignment.Agent} starts attempt {order.Number} with {order.Assignment.Model}");
            await Agent(attempt).Started(order.Attempt);
            runner.Start(order);
        }

        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<AttemptView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public async Task Report(AttemptProgress progress)
    {
        if (state.State.Value is { Status: AttemptStatus.Running } attempt)
        {
            await Commit(attempt with { Progress = progress }, EventTypes.AttemptProgress, progress.LastAction);
        }
    }

    /// <inheritdoc/>
    public async Task Finish(AttemptResult result)
    {
        if (state.State.Value is not { Status: AttemptStatus.Running } running)
        {
            return;
        }

        var attempt = running.End(result, time.GetUtcNow());
        var message = result.Problem is null ? result.Progress.LastAction : result.Problem.Message;
        await Settle(attempt);
        await Commit(attempt, EventTypes.AttemptEnded, message, new WakeUp(WakeUps.Task, attempt.Order.Task.Value, attempt.Order.Attempt.Value));
        await Agent(attempt).Ended(attempt.Order.Attempt, attempt.Status, result.Progress.Usage, result.Progress.Cost);
    }

    /// <inheritdoc/>
    public Task Cancel(string reason)
    {
        if (state.State.Value is { Status: AttemptStatus.Running } attempt)
        {
            runner.Cancel(attempt.Order.Attempt, reason);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task CheckAlive()
    {
        if (state.State.Value is { Status: AttemptStatus.Running } attempt && !runner.IsRunning(attempt.Order.Attempt))
        {
            await Finish(new AttemptResult(
                AttemptStatus.Lost,
                null,
                new Problem(ErrorCodes.AttemptLost, "The silo stopped while the attempt was at work; the task starts another one."),
                attempt.Progress));
        }
    }

    /// <summary>Reservations that calls left open count as spent; done before the ending is written, so that no crash can skip it.</summary>
    private async Task Settle(AttemptState attempt)
    {
        if (attempt.Order.Spec.Run is { } run)
        {
            await GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForRun(run)).Forfeit(attempt.Order.Attempt);
        }

        // The clock may have been set back over midnight meanwhile.
        var (started, finished) = (attempt.StartedAt.UtcDateTime.Date, attempt.FinishedAt!.Value.UtcDateTime.Date);
        var last = started > finished ? started : finished;
        for (var day = started < finished ? started : finished; day <= last; day = day.AddDays(1))
        {
            await GrainFactory.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(new DateTimeOffset(day, TimeSpan.Zero))).Forfeit(attempt.Order.Attempt);
        }
    }

    private async Task Commit(AttemptState attempt, string type, string message, params WakeUp[] wakeUps)
    {
        state.State.Set(attempt, [attempt.Tell(type, message, time.GetUtcNow())], wakeUps);
        await state.WriteStateAsync();
    }

    private IAgentGrain Agent(AttemptState attempt) => GrainFactory.GetGrain<IAgentGrain>(attempt.Order.Assignment.Agent.Value);
}
