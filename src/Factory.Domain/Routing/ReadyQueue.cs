namespace Factory.Domain.Routing;

/// <summary>
/// The ready tasks that wait for an agent, by kind, oldest first. In memory only: after a restart it is filled from the
/// index, so the supervisor's persisted state does not grow with the number of waiting tasks.
/// </summary>
/// <remarks>Not thread-safe. Every operation but <see cref="All"/> takes constant time.</remarks>
public sealed class ReadyQueue
{
    private readonly Dictionary<TaskId, LinkedListNode<(TaskId Task, long Number)>> _nodes = [];
    private readonly Dictionary<string, LinkedList<(TaskId Task, long Number)>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskId> _cursors = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Number of waiting tasks.</summary>
    public int Count => _nodes.Count;

    /// <summary>Kinds with at least one waiting task.</summary>
    public IReadOnlyCollection<string> Kinds => [.. _kinds.Where(kind => kind.Value.Count > 0).Select(kind => kind.Key)];

    /// <summary>All waiting tasks, oldest first.</summary>
    public IReadOnlyList<TaskId> All =>
        [.. _kinds.Values.SelectMany(tasks => tasks).OrderBy(entry => entry.Number).Select(entry => entry.Task)];

    /// <summary>Adds a task at the end of its kind's queue. A task that is queued keeps its position.</summary>
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

    /// <summary>Removes a task from any position. A task that is not queued is ignored.</summary>
    public void Remove(TaskId task)
    {
        if (_nodes.Remove(task, out var node))
        {
            node.List!.Remove(node);
        }
    }

    /// <summary>The oldest tasks of a kind, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<TaskId> PeekOldest(string kind, int count) =>
        _kinds.TryGetValue(kind, out var tasks) ? [.. tasks.Take(count).Select(entry => entry.Task)] : [];

    /// <summary>
    /// The next tasks of a kind after those that the last call returned, starting over at the end: so that none starves
    /// because the oldest ones wait for something of their own, such as an independent reviewer.
    /// </summary>
    public IReadOnlyList<TaskId> PeekNext(string kind, int count)
    {
        if (!_kinds.TryGetValue(kind, out var tasks) || tasks.First is null)
        {
            return [];
        }

        // If the task at the cursor has left the queue, its position is lost and the round starts over.
        var node = _cursors.TryGetValue(kind, out var last) && _nodes.TryGetValue(last, out var known) && known.List == tasks
            ? known.Next
            : tasks.First;
        var found = new List<TaskId>(count);
        for (; node is not null && found.Count < count; node = node.Next)
        {
            found.Add(node.Value.Task);
        }

        // The default is no task's id: the next call starts from the oldest task.
        _cursors[kind] = found.Count > 0 ? found[^1] : default;
        return found;
    }
}
