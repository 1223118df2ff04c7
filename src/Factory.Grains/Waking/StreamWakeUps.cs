using Factory.Domain.Durability;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Factory.Grains.Waking;

/// <summary>Publishes wake-ups over the grains' streams.</summary>
public sealed class StreamWakeUps([FromKeyedServices(WakeUps.Provider)] IStreamProvider streams) : IWakeUpPublisher
{
    /// <inheritdoc/>
    public Task PublishAsync(WakeUp wakeUp, CancellationToken cancellationToken) =>
        streams.GetStream<string>(StreamId.Create(wakeUp.Namespace, wakeUp.Key)).OnNextAsync(wakeUp.About);
}
