namespace Factory.Silo.Secrets;

/// <summary>A secret as its file has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Agents">The agents that may use it.</param>
/// <param name="Hosts">The hosts that it is sent to.</param>
/// <param name="Header">The header in which it is sent.</param>
/// <param name="UpdatedAt">When it was set.</param>
/// <param name="Protected">Its value, encrypted.</param>
internal sealed record SecretRecord(
    string Name,
    IReadOnlyList<AgentId> Agents,
    IReadOnlyList<string> Hosts,
    string Header,
    DateTimeOffset UpdatedAt,
    string Protected);
