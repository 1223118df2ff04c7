using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Placement;

public sealed class PlacementFilterTests
{
    [Fact]
    public async Task A_grain_runs_where_its_filter_lets_it()
    {
        await using var host = await EngineHost.StartAsync(AddFilter, options => options.SiloMetadata["gpu"] = "rtx3090");

        (await host.Grain<IGpuGrain>("gpu-a").Compute()).ShouldBe("done");
    }

    [Fact]
    public async Task No_fitting_silo_fails_the_call_and_names_the_filter_and_the_missing_metadata()
    {
        await using var host = await EngineHost.StartAsync(AddFilter, options => options.SiloMetadata["zone"] = "attic");

        (await Should.ThrowAsync<OrleansException>(() => host.Grain<IGpuGrain>("gpu-a").Compute())).Message.ShouldBe(
            "Placement filter GpuStrategy leaves no silo for gpu/gpu-a: this one lacks metadata gpu; it has zone=attic. Start the grain's silo with that metadata.");
    }

    [Fact]
    public async Task A_filter_that_nobody_registered_is_named()
    {
        await using var host = await EngineHost.StartAsync();

        (await Should.ThrowAsync<OrleansException>(() => host.Grain<IGpuGrain>("gpu-a").Compute())).Message.ShouldContain("AddPlacementFilter");
    }

    private static void AddFilter(IServiceCollection services) => services.AddPlacementFilter<GpuStrategy, GpuDirector>(ServiceLifetime.Transient);
}
