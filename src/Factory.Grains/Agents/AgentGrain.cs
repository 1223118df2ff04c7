using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Factory.Domain.Agents;
using Factory.Domain.Configuration;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Agents;

namespace Factory.Grains.Agents;

/// <inheritdoc cref="IAgentGrain"/>
[PrimarySiloPlacement]
public sealed class AgentGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(AgentState.StateName, StorageNames.Factory)] IPersistentState<DurableState<AgentState>> state,
    IConfigSource config) : FactoryGrain(context, runtime), IAgentGrain
{
    private AgentState Agent => state.State.Value ?? new AgentState();

    /// <inheritdoc/>
    public Task<AgentView?> Get()
    {
        var definition = config.Current.Agents.FirstOrDefault(a => a.Id.Value == this.GetPrimaryKeyString());
        return Task.FromResult(definition is null ? null : Agent.ToView(definition));
    }

    /// <inheritdoc/>
    public Task RecordAttemptStarted(AttemptId attempt) => Handle(new AgentAttemptStarted(attempt));

    /// <inheritdoc/>
    public Task RecordAttemptEnded(AttemptId attempt, AttemptStatus status, TokenUsage usage, Usd cost) =>
        Handle(new AgentAttemptEnded(attempt, status, usage, cost));

    // No log entry and no outbox message: the attempt itself has both.
    private Task Handle(AgentEvent @event) => Agent.Apply(@event) is var next && ReferenceEquals(next, state.State.Value)
        ? Task.CompletedTask
        : WriteAsync(state, next, [], []);
}
