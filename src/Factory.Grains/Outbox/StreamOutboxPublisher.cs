using Factory.Domain.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Factory.Grains.Outbox;

/// <summary>Publishes outbox messages over the grains' streams.</summary>
public sealed class StreamOutboxPublisher([FromKeyedServices(OutboxStreams.StreamProvider)] IStreamProvider streams) : IOutboxPublisher
{
    /// <inheritdoc/>
    public Task PublishAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        streams.GetStream<string>(StreamId.Create(message.Namespace, message.Key)).OnNextAsync(message.Subject);
}
