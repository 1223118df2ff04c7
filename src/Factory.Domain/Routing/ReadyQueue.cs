namespace Factory.Domain.Routing;

/// <summary>
/// The ready tasks that wait for an agent, by kind, oldest first. In memory only: the index has the same tasks and fills the queue again after a restart, so
/// the supervisor's persisted state does not grow with what waits.
/// </summary>
/// <remarks>Not thread-safe: a grain's turns use it. Every operation but <see cref="All"/> takes constant time.</remarks>
public sealed class ReadyQueue
{
    private readonly Dictionary<TaskId, LinkedListNode<(TaskId Task, long Number)>> _nodes = [];
    private readonly Dictionary<string, LinkedList<(TaskId Task, long Number)>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskId> _cursors = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>How many wait.</summary>
    public int Count => _nodes.Count;

    /// <summary>The kinds of which tasks wait.</summary>
    public IReadOnlyCollection<string> Kinds => [.. _kinds.Where(kind => kind.Value.Count > 0).Select(kind => kind.Key)];

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<TaskId> All => [.. _kinds.Values.SelectMany(tasks => tasks).OrderBy(entry => entry.Number).Select(entry => entry.Task)];

    /// <summary>Puts a task at the end; one that waits already keeps its place.</summary>
    public void Add(TaskId task, string kind)
    {
        if (_nodes.ContainsKey(task))
        {
            return;
        }

        if (!_kinds.TryGetValue(kind, out var tasks))
        {
            _kinds[kind] = tasks = new();
        }

        _nodes[task] = tasks.AddLast((task, ++_last));
    }

    /// <summary>Takes a task out, wherever it stands; one that does not wait is ignored.</summary>
    public void Remove(TaskId task)
    {
        if (_nodes.Remove(task, out var node))
        {
            node.List!.Remove(node);
        }
    }

    /// <summary>The oldest tasks of a kind.</summary>
    public IReadOnlyList<TaskId> PeekOldest(string kind, int count) =>
        _kinds.TryGetValue(kind, out var tasks) ? [.. tasks.Take(count).Select(entry => entry.Task)] : [];

    /// <summary>
    /// Tasks of a kind behind those that the last call returned, round and round: so that none is passed over forever because the oldest wait for something of their own.
    /// </summary>
    public IReadOnlyList<TaskId> PeekNext(string kind, int count)
    {
        if (!_kinds.TryGetValue(kind, out var tasks) || tasks.First is null)
        {
            return [];
        }

        // A task that left the queue takes the cursor with it: the round starts over.
        var node = _cursors.TryGetValue(kind, out var last) && _nodes.TryGetValue(last, out var known) && known.List == tasks ? known.Next : tasks.First;
        var found = new List<TaskId>(count);
        for (; node is not null && found.Count < count; node = node.Next)
        {
            found.Add(node.Value.Task);
        }

        _cursors[kind] = found.Count > 0 ? found[^1] : default;
        return found;
    }
}
