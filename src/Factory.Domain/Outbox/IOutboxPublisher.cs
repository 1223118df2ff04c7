namespace Factory.Domain.Outbox;

/// <summary>
/// Publishes committed outbox messages to grains. The storage calls it; the host of the grains implements it over
/// streams.
/// </summary>
/// <remarks>
/// Called concurrently, outside grain turns, after the commit. A message may be published more than once. When
/// publishing fails, the message stays in the store and the next sweep tries again.
/// </remarks>
public interface IOutboxPublisher
{
    /// <summary>
    /// Publishes to the stream of <see cref="OutboxMessage.Namespace"/> and <see cref="OutboxMessage.Key"/>; completes
    /// when the stream has accepted it.
    /// </summary>
    Task PublishAsync(OutboxMessage message, CancellationToken cancellationToken);
}
