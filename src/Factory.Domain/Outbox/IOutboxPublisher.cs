namespace Factory.Domain.Outbox;

/// <summary>Brings a committed outbox message to its grain. The storage calls it, the host of the grains implements it over its streams.</summary>
/// <remarks>
/// Called from many threads at once, outside grain turns, after the commit. A outbox message may be published more than once. When publishing
/// fails the outbox message stays in the store and comes again with the next sweep.
/// </remarks>
public interface IOutboxPublisher
{
    /// <summary>Publishes to the stream of <see cref="OutboxMessage.Namespace"/> and <see cref="OutboxMessage.Key"/>; returns when the stream has taken it.</summary>
    Task PublishAsync(OutboxMessage message, CancellationToken cancellationToken);
}
