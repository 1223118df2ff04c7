using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>What was found on this machine.</summary>
public sealed class DiscoveryEndpointsTests
{
    [Fact]
    public async Task Get_Findings_AreReturnedInOrder()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.GetDiscoveryAsync()).Select(f => (f.Name, f.Found)).ShouldBe([("git", true), ("OPENAI_API_KEY", false)]);
    }
}
