using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Factory.Engine.Tests.Placement;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "placement" of the dialect. More in <c>Placement</c>.</summary>
public sealed class PlacementRow
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pinned_grain_runs_on_a_silo_with_its_metadata_only(bool hasGpu)
    {
        await using var host = await EngineHost.StartAsync(
            services => services.AddPlacementFilter<GpuStrategy, GpuDirector>(ServiceLifetime.Transient),
            options =>
            {
                if (hasGpu)
                {
                    options.SiloMetadata["gpu"] = "rtx3090";
                }
            });
        var grain = host.Grain<IGpuGrain>("gpu-a");

        if (hasGpu)
        {
            (await grain.Compute()).ShouldBe("done");
        }
        else
        {
            (await Should.ThrowAsync<OrleansException>(() => grain.Compute())).Message.ShouldContain("lacks metadata gpu; it has none");
        }
    }
}
