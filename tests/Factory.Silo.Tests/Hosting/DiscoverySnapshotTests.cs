using Factory.Silo.Hosting;
using Factory.Silo.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Factory.Silo.Tests.Hosting;

public sealed class DiscoverySnapshotTests
{
    [Fact]
    public async Task Get_ExaminationFails_IsAFindingAndDoesNotStopTheSilo()
    {
        // No MachineDiscovery is registered, so resolving it throws.
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var snapshot = new DiscoverySnapshot(services, new StartedLifetime(), NullLogger<DiscoverySnapshot>.Instance);

        await snapshot.StartAsync(default);
        var found = await snapshot.GetAsync(default).WaitAsync(TimeSpan.FromSeconds(60));

        found.Single().ShouldSatisfyAllConditions(f => f.Found.ShouldBeFalse(), f => f.Detail.ShouldContain("factory logs"));
        await snapshot.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
