using System.Collections.Immutable;
using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;

namespace Factory.Domain.Agents;

/// <summary>An agent's active attempts and its totals.</summary>
[Alias("AgentState")]
public sealed record AgentState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "agent";

    /// <summary>Attempts that started and have not ended.</summary>
    public ImmutableList<AttemptId> ActiveAttempts { get; init; } = [];

    /// <summary>Attempts that ended with a valid result.</summary>
    public int Succeeded { get; init; }

    /// <summary>Attempts that ended without one; lost and cancelled attempts are not counted.</summary>
    public int Failed { get; init; }

    /// <summary>Tokens of all attempts that ended.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>Money of all attempts that ended.</summary>
    public Usd Cost { get; init; }

    /// <summary>The state after an event; the same object when the event was counted before. Never fails.</summary>
    /// <remarks>
    /// Attempts report their end again after a crash: only one that is active can end, so that it counts once.
    /// </remarks>
    public AgentState Apply(AgentEvent @event) => @event switch
    {
        AgentAttemptStarted e when !ActiveAttempts.Contains(e.Attempt) => this with { ActiveAttempts = ActiveAttempts.Add(e.Attempt) },
        AgentAttemptEnded e when ActiveAttempts.Contains(e.Attempt) => this with
        {
            ActiveAttempts = ActiveAttempts.Remove(e.Attempt),
            Succeeded = Succeeded + (e.Status == AttemptStatus.Succeeded ? 1 : 0),
            Failed = Failed + (e.Status == AttemptStatus.Failed ? 1 : 0),
            Usage = Usage + e.Usage,
            Cost = Cost + e.Cost,
        },
        _ => this,
    };

    /// <summary>The agent as the API returns it.</summary>
    public AgentView ToView(AgentDefinition definition) => new()
    {
        Id = definition.Id,
        Name = definition.Name,
        Role = definition.Role,
        Kinds = definition.Kinds,
        Parallelism = definition.Parallelism,
        ActiveAttempts = ActiveAttempts,
        Succeeded = Succeeded,
        Failed = Failed,
        Usage = Usage,
        Cost = Cost,
    };
}
