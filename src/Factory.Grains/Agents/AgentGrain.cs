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
    [PersistentState(AgentState.StateName, StorageNames.Factory)] IPersistentState<Durable<AgentState>> state,
    IConfigSource config) : FactoryGrain(context, runtime), IAgentGrain
{
    private AgentState Agent => state.State.Value ?? new AgentState();

    /// <inheritdoc/>
    public Task<AgentView?> Get() =>
        Task.FromResult(config.Current.Agents.FirstOrDefault(a => a.Id.Value == this.GetPrimaryKeyString()) is { } definition ? Agent.ToView(definition) : null);

    /// <inheritdoc/>
    public Task RecordAttemptStarted(AttemptId attempt) => Commit(Agent.WithStarted(attempt));

    /// <inheritdoc/>
    public Task RecordAttemptEnded(AttemptId attempt, AttemptStatus status, TokenUsage usage, Usd cost) => Commit(Agent.WithEnded(attempt, status, usage, cost));

    private async Task Commit(AgentState next)
    {
        if (!ReferenceEquals(next, state.State.Value))
        {
            state.State.Stage(next, [], []);
            await state.WriteStateAsync();
        }
    }
}
