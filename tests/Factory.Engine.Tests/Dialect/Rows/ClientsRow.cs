using Factory.Engine.Tests.Grains;
using Factory.Engine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Dialect.Rows;

/// <summary>Row "clients" of the dialect. More in <c>Hosting</c>.</summary>
public sealed class ClientsRow
{
    [Fact]
    public async Task Client_and_factory_come_from_the_container()
    {
        await using var host = await EngineHost.StartAsync();

        IGrainFactory factory = host.Services.GetRequiredService<IClusterClient>();

        host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("counter-a").ShouldBe(factory.GetGrain<ICounterGrain>("counter-a"));
        host.Client.ServiceProvider.ShouldNotBeNull();
        (await factory.GetGrain<ICounterGrain>("counter-a").Add(1)).ShouldBe(1);
    }
}
