using Factory.Contracts.Artifacts;
using Factory.Domain.Agents;
using Factory.Domain.Products;

namespace Factory.Workshop.Attempts;

/// <summary>What an attempt has before its loop begins.</summary>
/// <param name="Agent">Who works.</param>
/// <param name="Copy">Its working copy; null when it needs none.</param>
/// <param name="Evidence">What the factory ran for a review; null otherwise.</param>
internal sealed record Preparation(AgentDefinition Agent, WorkingCopy? Copy, EvidenceReport? Evidence);
