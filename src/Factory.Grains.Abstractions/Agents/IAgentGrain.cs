using Factory.Contracts.Agents;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;

namespace Factory.Grains.Abstractions.Agents;

/// <summary>An agent of the roster: its active attempts and its totals. Key: the <see cref="AgentId"/>.</summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>The agent as it is now; null when no file of the roster has this name.</summary>
    Task<AgentView?> Get();

    /// <summary>Records that an attempt of this agent started; the same attempt counts once.</summary>
    Task RecordAttemptStarted(AttemptId attempt);

    /// <summary>Records that an attempt of this agent ended; the same attempt counts once.</summary>
    Task RecordAttemptEnded(AttemptId attempt, AttemptStatus status, TokenUsage usage, Usd cost);
}
