using System.Text.Json.Serialization;
using Factory.Contracts.Events;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;

namespace Factory.Domain.States;

/// <summary>Holds an immutable state value, and the events and messages that the next write commits with it.</summary>
/// <typeparam name="T">The value; implements <see cref="IIndexed"/> when it keeps an index row.</typeparam>
public sealed class DurableState<T> : IDurableState
    where T : class
{
    private readonly List<FactoryEvent> _events = [];
    private readonly List<OutboxMessage> _messages = [];

    /// <summary>The value; null before the first command.</summary>
    public T? Value { get; set; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<FactoryEvent> PendingEvents => _events;

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<OutboxMessage> PendingMessages => _messages;

    /// <summary>
    /// Sets a new value and adds its events and messages. Nothing is visible to others before the write.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="events">What happened.</param>
    /// <param name="messages">The grains that must reconcile.</param>
    public void Stage(T value, IEnumerable<FactoryEvent> events, IEnumerable<OutboxMessage> messages)
    {
        Value = value;
        _events.AddRange(events);
        _messages.AddRange(messages);
    }

    /// <inheritdoc/>
    public IndexRow? ToIndexRow() => (Value as IIndexed)?.ToIndexRow();

    /// <inheritdoc/>
    public void AcceptChanges(int events, int messages)
    {
        // From the front, and only what was written: a turn that interleaved with the write has appended behind it.
        _events.RemoveRange(0, events);
        _messages.RemoveRange(0, messages);
    }
}

/// <summary>A state value that keeps a row in the index.</summary>
public interface IIndexed
{
    /// <summary>The row of the current value.</summary>
    IndexRow ToIndexRow();
}
