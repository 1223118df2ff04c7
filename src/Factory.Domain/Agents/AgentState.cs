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

    /// <summary>Attempts that are running.</summary>
    public ImmutableList<AttemptId> ActiveAttempts { get; init; } = [];

    /// <summary>Attempts that ended with an accepted submission.</summary>
    public int Succeeded { get; init; }

    /// <summary>Attempts that failed. Lost and cancelled ones do not count.</summary>
    public int Failed { get; init; }

    /// <summary>Tokens of all ended attempts.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>Cost of all ended attempts.</summary>
    public Usd Cost { get; init; }

    /// <summary>The state after an attempt started. Idempotent.</summary>
    public AgentState WithStarted(AttemptId attempt) => ActiveAttempts.Contains(attempt) ? this : this with { ActiveAttempts = ActiveAttempts.Add(attempt) };

    /// <summary>The state after an attempt ended. Idempotent: only an active attempt is counted, so that a repeated call after a crash adds nothing.</summary>
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
