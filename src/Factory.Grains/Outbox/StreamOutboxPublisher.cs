using Factory.Domain.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Factory.Grains.Outbox;

/// <summary>Publishes wake-ups over the grains' streams.</summary>
public sealed class StreamOutboxPublisher([FromKeyedServices(OutboxStreams.Provider)] IStreamProvider streams) : IOutboxPublisher
{
    /// <inheritdoc/>
    public Task PublishAsync(OutboxMessage wakeUp, CancellationToken cancellationToken) =>
        streams.GetStream<string>(StreamId.Create(wakeUp.Namespace, wakeUp.Key)).OnNextAsync(wakeUp.About);
}
