namespace Factory.Contracts.Api;

/// <summary>A secret as the API returns it: never its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Agents">The agents that may use it; empty for those whose files name it.</param>
/// <param name="Hosts">The hosts that it is sent to.</param>
/// <param name="Header">The header in which it is sent, with <c>{secret}</c> in its value.</param>
/// <param name="UpdatedAt">When it was set.</param>
/// <param name="Readable">False when its value cannot be decrypted, because its key is missing: set it again.</param>
/// <param name="Notes">What keeps it from being used as it was set, for people; empty when nothing does.</param>
public sealed record SecretView(
    string Name,
    IReadOnlyList<AgentId> Agents,
    IReadOnlyList<string> Hosts,
    string Header,
    DateTimeOffset UpdatedAt,
    bool Readable,
    IReadOnlyList<string> Notes);
