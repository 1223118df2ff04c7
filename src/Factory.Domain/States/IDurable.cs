using Factory.Contracts.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;

namespace Factory.Domain.States;

/// <summary>
/// Grain state that says what follows from it. <c>Factory.Storage</c> commits the state, its index row, the events and the outbox messages in
/// one transaction, so that none of them can be lost or come twice.
/// </summary>
public interface IDurable
{
    /// <summary>The row this state keeps in the index; null for states nobody lists.</summary>
    IndexRow? ToIndexRow();

    /// <summary>What happened since the last committed write, in order.</summary>
    IReadOnlyList<FactoryEvent> PendingEvents { get; }

    /// <summary>Which grains must reconcile because of it.</summary>
    IReadOnlyList<OutboxMessage> PendingMessages { get; }

    /// <summary>
    /// The write is on disk: forget what it carried. What became pending while the write was under way stays for the next one.
    /// Called by the storage, never by grains.
    /// </summary>
    /// <param name="events">How many of the first <see cref="PendingEvents"/> were written.</param>
    /// <param name="messages">How many of the first <see cref="PendingMessages"/> were written.</param>
    void AcceptChanges(int events, int messages);
}
