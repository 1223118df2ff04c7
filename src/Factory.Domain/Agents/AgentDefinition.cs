using Factory.Contracts.Models;

namespace Factory.Domain.Agents;

/// <summary>An agent's file in <c>silo-config/agents</c>: front matter and, below it, the prompt.</summary>
/// <param name="Id"><c>agent-</c> and the file's name.</param>
/// <param name="Name">As people say it: <c>Rex</c>.</param>
/// <param name="Role">One or two words: <c>Builder</c>.</param>
/// <param name="Description">One sentence: when to give it work.</param>
/// <param name="Kinds">The kinds of task it takes.</param>
/// <param name="Tier">The cheapest tier that is good enough for it.</param>
/// <param name="Models">Models to prefer when their provider is available, best first, as <c>provider/model</c>.</param>
/// <param name="Tools">The tools it gets, by name.</param>
/// <param name="Secrets">Secrets it may use, by name.</param>
/// <param name="Egress">Hosts it may reach.</param>
/// <param name="Parallelism">Attempts at once, at most.</param>
/// <param name="Heartbeat">How often it is woken without a task; null for never.</param>
/// <param name="Prompt">The system prompt, in Markdown.</param>
public sealed record AgentDefinition(
    AgentId Id,
    string Name,
    string Role,
    string Description,
    IReadOnlyList<string> Kinds,
    ModelTier Tier,
    IReadOnlyList<ModelRef> Models,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<string> Egress,
    int Parallelism,
    TimeSpan? Heartbeat,
    string Prompt);
