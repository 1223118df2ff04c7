using Factory.Contracts.Api;
using Factory.Silo.Discovery;

namespace Factory.Silo.Api;

/// <summary>Looks at the machine when somebody first asks, and remembers: starting a silo does not wait for it.</summary>
internal sealed class MachineFindings(MachineDiscovery machine) : IDiscovery
{
    private readonly Lazy<Task<IReadOnlyList<Finding>>> _findings = new(() => machine.LookAsync(withVersions: false, CancellationToken.None));

    public Task<IReadOnlyList<Finding>> GetAsync(CancellationToken cancellationToken) => _findings.Value.WaitAsync(cancellationToken);
}
