using Factory.Contracts.Keys;
using Factory.Contracts.Metering;
using Factory.Grains.Abstractions.Keys;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Grains.Tests.Keys;

/// <summary>The grain of named keys on a data folder that survives restarts, at noon.</summary>
public abstract class VirtualKeysGrainTestBase : IDisposable
{
    private protected static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly CreateKey Laptop = new("laptop", new Usd(5), TimeSpan.FromDays(1), ["lab/small"]);

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    private protected FakeTimeProvider Time { get; } = new(Noon);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private protected Task<FactoryUnderTest> StartAsync() => FactoryUnderTest.StartAsync(Folder, time: Time);

    private protected static IVirtualKeysGrain Keys(FactoryUnderTest factory) =>
        factory.Grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key);
}
