using Orleans.Runtime;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>The last events of a provider, for subscribers that start at an older one. Not thread-safe: the hub guards it.</summary>
internal sealed class RecentEvents(int limit)
{
    private readonly Queue<StreamId> _order = new(); // The stream of each event, oldest first.
    private readonly Dictionary<StreamId, Queue<StreamEvent>> _events = [];
    private SequenceToken? _lastDropped;

    public void Add(StreamId stream, StreamEvent item)
    {
        if (limit == 0)
        {
            return;
        }

        if (!_events.TryGetValue(stream, out var events))
        {
            _events.Add(stream, events = new());
        }

        events.Enqueue(item);
        _order.Enqueue(stream);
        if (_order.Count > limit)
        {
            DropOldest();
        }
    }

    /// <summary>The stream's events from that place on, and whether none of them may be missing.</summary>
    public (IReadOnlyList<StreamEvent> Events, bool Complete) From(StreamId stream, StreamSequenceToken token) =>
        ([.. _events.GetValueOrDefault(stream, []).Where(item => item.Token.CompareTo(token) >= 0)], _lastDropped is null || _lastDropped.CompareTo(token) < 0);

    private void DropOldest()
    {
        var stream = _order.Dequeue();
        _lastDropped = _events[stream].Dequeue().Token;
        if (_events[stream].Count == 0)
        {
            _events.Remove(stream);
        }
    }
}
