using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;

namespace Factory.Domain.Agents;

/// <summary>A change of an agent's counters. <see cref="AgentState.Apply"/> produces the next state from it.</summary>
public abstract record AgentEvent
{
    private protected AgentEvent()
    {
    }
}

/// <summary>An attempt of the agent started.</summary>
/// <param name="Attempt">The attempt.</param>
public sealed record AgentAttemptStarted(AttemptId Attempt) : AgentEvent;

/// <summary>An attempt of the agent ended.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Usage">Its tokens.</param>
/// <param name="Cost">Its money.</param>
public sealed record AgentAttemptEnded(AttemptId Attempt, AttemptStatus Status, TokenUsage Usage, Usd Cost) : AgentEvent;
