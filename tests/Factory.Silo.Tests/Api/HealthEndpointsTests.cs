using Factory.Domain.Sandbox;
using Factory.Silo.Api;
using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary><c>GET /api/health</c>.</summary>
public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task Get_RunningSilo_IsOkAndNotPaused()
    {
        await using var host = await ApiHost.StartAsync();

        var health = await host.Client.GetHealthAsync();

        (health.Status, health.Paused).ShouldBe(("ok", false));
    }

    [Fact]
    public async Task Get_PausedSilo_IsOkAndPaused()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Client.PauseAsync();

        var health = await host.Client.GetHealthAsync();

        (health.Status, health.Paused).ShouldBe(("ok", true));
    }

    [Fact]
    public async Task Get_Version_LacksTheCommit()
    {
        await using var host = await ApiHost.StartAsync();

        (await host.Client.GetHealthAsync()).Version.ShouldMatch(@"^\d+\.\d+\.\d+[^+]*$");
    }

    [Theory]
    [InlineData(99L, true)]
    [InlineData(100L, false)]
    [InlineData(null, false)]
    public void FindShortage_AttemptsWaitForTheDisk_IsTheReason(long? free, bool waits)
    {
        var problem = HealthEndpoints.FindShortage(new Disk(free * 1024 * 1024), "/data");

        (problem is not null).ShouldBe(waits);
        problem?.Message.ShouldBe("New attempts wait for free space on the disk: 99 MiB are free, 100 MiB are needed.");
    }

    private sealed class Disk(long? free) : IDiskUse
    {
        public long ReserveOf(string folder) => 100 * 1024 * 1024;

        public long? FreeBytesOf(string folder) => free;

        public long BytesOf(string folder) => 0;
    }
}
