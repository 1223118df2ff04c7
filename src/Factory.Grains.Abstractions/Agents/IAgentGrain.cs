using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;

namespace Factory.Grains.Abstractions.Agents;

/// <summary>One of the roster: what it works on and what it has done. Key: the <see cref="AgentId"/>.</summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>The agent as it is; null when no file of the roster has this name.</summary>
    Task<AgentView?> Get();

    /// <summary>An attempt of this agent started.</summary>
    Task RecordAttemptStarted(AttemptId attempt);

    /// <summary>An attempt of this agent ended; the same attempt counts once.</summary>
    Task RecordAttemptEnded(AttemptId attempt, AttemptStatus status, TokenUsage usage, Usd cost);
}
