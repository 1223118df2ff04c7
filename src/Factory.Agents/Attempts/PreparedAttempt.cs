using Factory.Contracts.Evidence;
using Factory.Domain.Agents;
using Factory.Domain.WorkingCopies;

namespace Factory.Agents.Attempts;

/// <summary>What an attempt has before its loop begins.</summary>
/// <param name="Agent">Who works.</param>
/// <param name="WorkingCopy">Its working copy; null when it needs none.</param>
/// <param name="Evidence">What the factory ran for a review; null otherwise.</param>
internal sealed record PreparedAttempt(AgentDefinition Agent, WorkingCopy? WorkingCopy, EvidenceReport? Evidence);
