using Factory.Contracts.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;

namespace Factory.Domain.States;

/// <summary>
/// Grain state with what follows from it. <c>Factory.Storage</c> commits the state, its index row, the events and the
/// outbox messages in one transaction, so that none of them is lost or duplicated by a crash.
/// </summary>
public interface IDurableState
{
    /// <summary>The index row of this state; null for states that are not listed.</summary>
    IndexRow? ToIndexRow();

    /// <summary>What happened since the last committed write, in order.</summary>
    IReadOnlyList<FactoryEvent> PendingEvents { get; }

    /// <summary>Messages to the grains that must reconcile because of the change.</summary>
    IReadOnlyList<OutboxMessage> PendingMessages { get; }

    /// <summary>
    /// Removes what a write has committed. What became pending during the write stays for the next one. Called by the
    /// storage, never by grains.
    /// </summary>
    /// <param name="events">Number of <see cref="PendingEvents"/>, from the first, that were written.</param>
    /// <param name="messages">Number of <see cref="PendingMessages"/>, from the first, that were written.</param>
    void AcceptChanges(int events, int messages);
}
