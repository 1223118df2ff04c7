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
}
