using Factory.Domain.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Factory.Grains.Outbox;

/// <summary>Publishes outbox messages to the streams of the grains that they wake.</summary>
/// <param name="streams">The stream provider of the outbox.</param>
public sealed class StreamOutboxPublisher([FromKeyedServices(OutboxStreams.StreamProvider)] IStreamProvider streams) : IOutboxPublisher
{
    /// <inheritdoc/>
    public Task PublishAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        streams.GetStream<string>(StreamId.Create(message.Namespace, message.Key)).OnNextAsync(message.Subject);
}
