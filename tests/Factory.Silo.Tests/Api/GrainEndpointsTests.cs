using Factory.Silo.Tests.Support;

namespace Factory.Silo.Tests.Api;

/// <summary>Statistics of grains.</summary>
public sealed class GrainEndpointsTests
{
    [Fact]
    public async Task Get_Statistics_AreReturned()
    {
        await using var host = await ApiHost.StartAsync();

        var look = await host.Client.GetGrainsAsync();

        look.Grains.ShouldBe([new("TaskGrain", 3, 100, 12.5, 1, 15.2, null)]);
        (look.TimedOut, look.CallsPerSecond, look.Storage.BatchSizeP50).ShouldBe((2, 12.5, 3));
        look.Slowest.Single().Method.ShouldBe("ITaskGrain.Advance");
    }
}
