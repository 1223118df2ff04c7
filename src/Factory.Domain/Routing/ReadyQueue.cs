using Factory.Contracts.Tasks;

namespace Factory.Domain.Routing;

/// <summary>
/// The ready tasks that wait for an agent, by kind. Tasks of the oldest run come first, so that runs finish instead of all
/// being half done. In memory only: after a restart it is filled from the index, so the supervisor's persisted state does
/// not grow with the number of waiting tasks.
/// </summary>
/// <remarks>
/// Not thread-safe. Adding, removing and looking at the first tasks take time that grows with the logarithm of the number
/// of tasks; <see cref="All"/> and <see cref="PositionsOf"/> look at all of them.
/// </remarks>
public sealed class ReadyQueue
{
    private readonly Dictionary<TaskId, (string Kind, Entry Entry)> _entries = [];
    private readonly Dictionary<string, SortedSet<Entry>> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _cursors = new(StringComparer.Ordinal);
    private long _last;

    /// <summary>Number of waiting tasks.</summary>
    public int Count => _entries.Count;

    /// <summary>Kinds with at least one waiting task, the one with the first task first.</summary>
    public IReadOnlyList<string> Kinds =>
        [.. _kinds.Where(kind => kind.Value.Count > 0).OrderBy(kind => kind.Value.Min).Select(kind => kind.Key)];

    /// <summary>All waiting tasks, in their order.</summary>
    public IReadOnlyList<TaskId> All => [.. _kinds.Values.SelectMany(tasks => tasks).Order().Select(entry => entry.Task)];

    /// <summary>
    /// Adds a task behind those of older runs and those of its own that were added before. A task that is queued keeps its
    /// position.
    /// </summary>
    public void Add(TaskView task) => Add(task.Id, task.Spec.Kind, task.Spec.RunStartedAt ?? task.CreatedAt);

    /// <summary>
    /// Moves a task behind those of its kind that wait now; tasks of later runs that come after the call stay behind it.
    /// A task that is not queued is ignored.
    /// </summary>
    public void MoveToEnd(TaskId task)
    {
        if (_entries.TryGetValue(task, out var known))
        {
            var last = _kinds[known.Kind].Max;
            Remove(task);
            Add(task, known.Kind, last.Since);
        }
    }

    /// <summary>Removes a task from any position. A task that is not queued is ignored.</summary>
    public void Remove(TaskId task)
    {
        if (_entries.Remove(task, out var known))
        {
            _kinds[known.Kind].Remove(known.Entry);
        }
    }

    /// <summary>
    /// For each of these tasks that waits, its kind and how many tasks of the kind are before it. Looks once at each task of
    /// their kinds.
    /// </summary>
    public IReadOnlyList<(TaskId Task, string Kind, int Before)> PositionsOf(IReadOnlyCollection<TaskId> tasks) =>
    [
        .. from kind in tasks.Where(_entries.ContainsKey).GroupBy(task => _entries[task].Kind)
           let wanted = kind.ToHashSet()
           from position in _kinds[kind.Key].Select((entry, before) => (entry.Task, kind.Key, before))
           where wanted.Contains(position.Task)
           select position,
    ];

    /// <summary>The first tasks of a kind, at most <paramref name="count"/>.</summary>
    public IReadOnlyList<TaskId> PeekOldest(string kind, int count) =>
        _kinds.TryGetValue(kind, out var tasks) ? [.. tasks.Take(count).Select(entry => entry.Task)] : [];

    /// <summary>
    /// The next tasks of a kind after those that the last call returned, starting over at the end: so that none starves
    /// because the first ones wait for something of their own, such as an independent reviewer.
    /// </summary>
    public IReadOnlyList<TaskId> PeekNext(string kind, int count)
    {
        if (!_kinds.TryGetValue(kind, out var tasks) || tasks.Count == 0)
        {
            return [];
        }

        var behind = _cursors.TryGetValue(kind, out var last) ? tasks.GetViewBetween(last, Entry.Last) : tasks;
        var found = behind.Where(entry => entry != last).Take(count).ToList();
        if (found.Count > 0)
        {
            _cursors[kind] = found[^1];
        }
        else
        {
            _cursors.Remove(kind);
        }

        return [.. found.Select(entry => entry.Task)];
    }

    private void Add(TaskId task, string kind, DateTimeOffset since)
    {
        if (_entries.ContainsKey(task))
        {
            return;
        }

        if (!_kinds.TryGetValue(kind, out var tasks))
        {
            _kinds[kind] = tasks = [];
        }

        var entry = new Entry(since, ++_last, task);
        _entries[task] = (kind, entry);
        tasks.Add(entry);
    }

    private readonly record struct Entry(DateTimeOffset Since, long Number, TaskId Task) : IComparable<Entry>
    {
        public static Entry Last { get; } = new(DateTimeOffset.MaxValue, long.MaxValue, default);

        public int CompareTo(Entry other) => (Since, Number).CompareTo((other.Since, other.Number));
    }
}
