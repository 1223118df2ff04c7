using Factory.Contracts.Errors;
using Factory.Domain.Agents;

namespace Factory.Domain.Secrets;

/// <summary>The operator's secrets, encrypted at rest. Safe for concurrent use.</summary>
public interface ISecretStore
{
    /// <summary>All secrets, by name, with whether their values can be read here.</summary>
    IReadOnlyList<(HostSecret Secret, bool IsReadable)> List();

    /// <summary>Sets a secret, or replaces the one of the same name. Its value is redacted from now on.</summary>
    /// <returns>Why it was not set; null when it was.</returns>
    Problem? Set(HostSecret secret, string value);

    /// <summary>Removes a secret; false when there is none of this name.</summary>
    bool Remove(string name);

    /// <summary>The secrets that an agent may use and their values.</summary>
    IReadOnlyList<(HostSecret Secret, string Value)> FindFor(AgentDefinition agent);
}
