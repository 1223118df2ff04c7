namespace Factory.Domain.Outbox;

/// <summary>
/// Tells a grain to reconcile. It carries no news: the grain reads the truth itself, so a outbox message that comes twice, late or out of order does no harm.
/// It is published to the stream <c>(Namespace, Key)</c> after the commit; one that got lost is found by the sweeper.
/// </summary>
/// <param name="Namespace">The stream's namespace, one of <see cref="Outbox"/>.</param>
/// <param name="Key">Key of the grain that should look.</param>
/// <param name="Subject">Key of what it should look at.</param>
public sealed record OutboxMessage(string Namespace, string Key, string Subject);
