using Factory.Contracts.Ids;
using Factory.Domain.Agents;
using Factory.Domain.Egress;

namespace Factory.TestKit.Fakes;

/// <summary>No attempt reaches the internet.</summary>
public sealed class NoEgress : IEgressProxies
{
    public Task<IEgressProxy?> StartAsync(
        AttemptId attempt,
        AgentDefinition agent,
        Action<EgressRequest> observe,
        CancellationToken cancellationToken) => Task.FromResult<IEgressProxy?>(null);
}
