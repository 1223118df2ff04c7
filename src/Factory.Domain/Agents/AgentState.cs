using System.Collections.Immutable;
using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;

namespace Factory.Domain.Agents;

/// <summary>What an agent works on and has done.</summary>
[Alias("AgentState")]
public sealed record AgentState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "agent";

    public ImmutableList<AttemptId> ActiveAttempts { get; init; } = [];

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public TokenUsage Usage { get; init; }

    public Usd Cost { get; init; }

    /// <summary>An attempt began; the same one counts once.</summary>
    public AgentState WithStarted(AttemptId attempt) => ActiveAttempts.Contains(attempt) ? this : this with { ActiveAttempts = ActiveAttempts.Add(attempt) };

    /// <summary>An attempt ended; the same one counts once.</summary>
    public AgentState WithEnded(AttemptId attempt, AttemptStatus status, TokenUsage usage, Usd cost) => !ActiveAttempts.Contains(attempt)
        ? this
        : this with
        {
            ActiveAttempts = ActiveAttempts.Remove(attempt),
            Succeeded = Succeeded + (status == AttemptStatus.Succeeded ? 1 : 0),
            Failed = Failed + (status == AttemptStatus.Failed ? 1 : 0),
            Usage = Usage + usage,
            Cost = Cost + cost,
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
