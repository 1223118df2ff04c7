using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Factory.Contracts.Tasks;

namespace Factory.Agents.Loop;

/// <summary>Messages of the operator to an agent at work, which reads them between its turns. Safe for concurrent use.</summary>
internal sealed class OperatorMessages
{
    private readonly ConcurrentQueue<TaskMessage> _unread = [];

    /// <summary>True when there is a message that the agent has not read.</summary>
    public bool HasUnread => !_unread.IsEmpty;

    /// <summary>Adds a message.</summary>
    public void Add(TaskMessage message) => _unread.Enqueue(message);

    /// <summary>Takes the oldest unread message.</summary>
    public bool TryTake([NotNullWhen(true)] out TaskMessage? message) => _unread.TryDequeue(out message);
}
