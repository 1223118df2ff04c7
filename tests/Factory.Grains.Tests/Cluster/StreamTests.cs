using Factory.Domain.Outbox;
using Factory.Grains.Tests.Hosting;

namespace Factory.Grains.Tests.Cluster;

/// <summary>What the outbox relies on in Orleans' memory streams.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Publish_SeveralItems_ArriveInOrderAndAFailedOneIsRepeatedFirst()
    {
        await using var factory = await FactoryUnderTest.StartAsync(_folder);

        foreach (var item in (string[])["one", "refuse two", "three"])
        {
            await factory.Outbox.PublishAsync(new OutboxMessage(ListenerGrain.Namespace, "listener-1", item), CancellationToken.None);
        }

        await factory.Signals.Wait("three");
        factory.Signals.Log.ShouldBe(["listener-1: one", "listener-1: refuse two", "listener-1: three"]);
    }
}
