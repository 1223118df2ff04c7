using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/secrets/{name}</c>.</summary>
/// <param name="Value">The secret: 8 to 8,192 visible ASCII characters. No response contains it.</param>
/// <param name="Agents">Names of the agents that may use it; null or empty for those whose files name it.</param>
/// <param name="Hosts">Exact names of the hosts that it is sent to, with a port if it is not 443; null or empty for none.</param>
/// <param name="Header">The header in which it is sent, with <c>{secret}</c> in its value; null for
/// <c>Authorization: Bearer {secret}</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetSecretRequest(
    string? Value,
    IReadOnlyList<string>? Agents = null,
    IReadOnlyList<string>? Hosts = null,
    string? Header = null)
{
    /// <summary>A text without the value: requests end in logs.</summary>
    public override string ToString() => nameof(SetSecretRequest);
}
