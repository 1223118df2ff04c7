using Factory.Contracts.Models;

namespace Factory.Domain.Agents;

/// <summary>An agent's file in <c>silo-config/agents</c>: front matter and, below it, the prompt.</summary>
/// <param name="Id"><c>agent-</c> and the file's name.</param>
/// <param name="Name">Display name: <c>Rex</c>.</param>
/// <param name="Role">One or two words: <c>Builder</c>.</param>
/// <param name="Description">One sentence: which work it is for.</param>
/// <param name="Kinds">The kinds of task it takes.</param>
/// <param name="Tier">The lowest tier of models that it may be given.</param>
/// <param name="Models">Preferred models, best first; those whose provider is not available are skipped.</param>
/// <param name="Tools">Names of the tools it may call.</param>
/// <param name="Secrets">Names of the secrets it may use.</param>
/// <param name="Egress">Hosts it may connect to.</param>
/// <param name="Parallelism">Maximum number of attempts at the same time.</param>
/// <param name="Heartbeat">Interval of its activations without a task; null for none.</param>
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
    string Prompt)
{
    /// <value>
    /// Names of the coding CLIs that do its work, best first; the built-in loop does it when none of them can. Default
    /// none.
    /// </value>
    public IReadOnlyList<string> Runners { get; init; } = [];
}
