using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Domain.Attempts;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Agents;
using Factory.Grains.Abstractions.Attempts;

namespace Factory.Grains.Attempts;

/// <inheritdoc cref="IAttemptGrain"/>
[PrimarySiloPlacement]
public sealed class AttemptGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(AttemptState.StateName, StorageNames.Factory)] IPersistentState<DurableState<AttemptState>> state,
    IAttemptRunner runner,
    IMeter meter,
    IVirtualKeyStore keys,
    TimeProvider time) : FactoryGrain(context, runtime), IAttemptGrain
{
    // Set from before the first write until the runner has the attempt. A repeated start hands over what a failure in
    // between left behind, but not the attempt of an earlier process, which is lost.
    private bool _isStarting;

    /// <inheritdoc/>
    public async Task<AttemptView> Start(AttemptRequest request)
    {
        if (state.State.Value is null)
        {
            _isStarting = true;
            await Commit(
                AttemptState.Start(request, time.GetUtcNow()),
                EventTypes.AttemptStarted,
                $"{request.Assignment.Agent} starts attempt {request.Number} with {request.Assignment.Model}");
        }

        if (_isStarting && state.State.Value is { Status: AttemptStatus.Running } attempt)
        {
            await Agent(attempt).RecordAttemptStarted(request.Attempt);
            runner.Start(request);
            _isStarting = false;
        }

        return state.State.Value!.ToView();
    }

    /// <inheritdoc/>
    public Task<AttemptView?> Get() => Task.FromResult(state.State.Value?.ToView());

    /// <inheritdoc/>
    public async Task ReportProgress(AttemptProgress progress)
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

        // Before the end is written: a call that arrives after it must find neither the attempt's key nor its account.
        // Neither waits here. The runner has closed the account before it reported; where it could not (the silo died),
        // the meter's recovery has, before any call began.
        var principal = PrincipalId.ForAttempt(attempt.Request.Attempt);
        keys.Revoke(principal);
        meter.RefuseCalls(principal);
        await Commit(
            attempt,
            EventTypes.AttemptEnded,
            message,
            new OutboxMessage(OutboxStreams.Task, attempt.Request.Task.Value, attempt.Request.Attempt.Value));
        await Agent(attempt).RecordAttemptEnded(attempt.Request.Attempt, attempt.Status, result.Progress.Usage, result.Progress.Cost);
    }

    /// <inheritdoc/>
    public Task Cancel(string reason)
    {
        if (state.State.Value is { Status: AttemptStatus.Running } attempt)
        {
            runner.Cancel(attempt.Request.Attempt, reason);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task CheckAlive()
    {
        if (state.State.Value is { Status: AttemptStatus.Running } attempt && !runner.IsRunning(attempt.Request.Attempt)
            && !await runner.TryContinueAsync(attempt.Request))
        {
            await Finish(new AttemptResult(
                AttemptStatus.Lost,
                null,
                new Problem(ErrorCodes.AttemptLost, "The silo stopped while the attempt was at work; the task starts another one."),
                attempt.Progress));
        }
    }

    private Task Commit(AttemptState attempt, string type, string message, params OutboxMessage[] messages) =>
        WriteAsync(state, attempt, [attempt.CreateEvent(type, message, time.GetUtcNow())], messages);

    private IAgentGrain Agent(AttemptState attempt) => GrainFactory.GetGrain<IAgentGrain>(attempt.Request.Assignment.Agent.Value);
}
