using Factory.Agents.Egress;
using Factory.Contracts.Evidence;
using Factory.Domain.Agents;
using Factory.Domain.WorkingCopies;

namespace Factory.Agents.Attempts;

/// <summary>What an attempt starts its loop with.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="WorkingCopy">The working copy; null when the task requires none.</param>
/// <param name="Evidence">The evidence of a review; null for other tasks.</param>
internal sealed record PreparedAttempt(AgentDefinition Agent, WorkingCopy? WorkingCopy, EvidenceReport? Evidence)
{
    /// <value>How its commands reach the internet; null when they do not.</value>
    public AttemptEgress? Egress { get; init; }
}
