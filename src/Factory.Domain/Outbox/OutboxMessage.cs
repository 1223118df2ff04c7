namespace Factory.Domain.Outbox;

/// <summary>
/// A message that makes a grain reconcile. It carries no content beyond the subject: the grain reads the current state,
/// so a message that arrives twice, late or out of order is harmless. It is published to the stream <c>(Namespace,
/// Key)</c> after the commit; the sweeper publishes those that a crash prevented.
/// </summary>
/// <param name="Namespace">The stream's namespace, one of <see cref="OutboxStreams"/>.</param>
/// <param name="Key">Key of the grain that reconciles.</param>
/// <param name="Subject">Key of the grain that changed.</param>
public sealed record OutboxMessage(string Namespace, string Key, string Subject);
