using System.Runtime.InteropServices;

namespace Factory.Sandbox;

/// <summary>
/// A command's processes: descendants of the first one, those that were seen as such before their parent died, and those that carry the tree's mark in
/// their environment although they left session and parent.
/// </summary>
/// <remarks>
/// In a PID namespace, which bubblewrap always makes and the plain sandbox wherever the machine lets it, the kernel takes all with it and this only counts. Where
/// there is neither a namespace nor a control group, a process that clears its environment and leaves its parent between two looks escapes.
/// </remarks>
internal sealed class ProcessTree
{
    private const int KillSignal = 9;
    private const int StopSignal = 19;
    private const int MaxKillRounds = 200;

    private readonly Lock _lock = new();
    private readonly string _tag;
    private readonly long _started;
    private readonly Cgroup? _cgroup;
    private readonly Dictionary<int, long> _known = [];

    /// <summary>A tree that was just started.</summary>
    /// <param name="root">Its first process.</param>
    /// <param name="mark">The value of <see cref="CommandEnvironment.ProcessTagVariable"/> in its environment.</param>
    /// <param name="group">Its control group; null where there are none.</param>
    public ProcessTree(int root, string mark, Cgroup? group)
    {
        _tag = $"{CommandEnvironment.ProcessTagVariable}={mark}";
        _cgroup = group;
        _started = ProcessTable.Read(root)?.Started ?? 0;
        _known[root] = _started;
    }

    /// <summary>Kills one process.</summary>
    public static void Kill(int process) => SendSignal(process, KillSignal);

    /// <summary>The processes that there are now, and their resident memory in bytes.</summary>
    public (IReadOnlyList<int> Processes, long MemoryBytes) Snapshot()
    {
        lock (_lock)
        {
            var members = Members();
            return ([.. members.Select(m => m.Id)], members.Sum(m => m.MemoryPages) * Environment.SystemPageSize);
        }
    }

    /// <summary>Kills all, again and again until none is left: a fork bomb makes new ones meanwhile. True when none is left.</summary>
    public bool Kill()
    {
        lock (_lock)
        {
            for (var round = 0; round < MaxKillRounds; round++)
            {
                var members = Members();
                if (members.Count == 0)
                {
                    return true;
                }

                // Stopped processes do not fork while the others are found and killed.
                members.ForEach(member => SendSignal(member.Id, StopSignal));
                members.ForEach(member => SendSignal(member.Id, KillSignal));
            }

            return Members().Count == 0;
        }
    }

    private List<ProcessEntry> Members()
    {
        var all = ProcessTable.Read();
        var children = all.ToLookup(p => p.Parent);
        var grouped = _cgroup?.ReadProcessIds() ?? [];
        var members = new Dictionary<int, ProcessEntry>();
        var pending = new Stack<ProcessEntry>(all.Where(p => IsMember(p, grouped)));
        while (pending.TryPop(out var next))
        {
            if (members.TryAdd(next.Id, next))
            {
                foreach (var child in children[next.Id])
                {
                    pending.Push(child);
                }
            }
        }

        _known.Clear();
        foreach (var member in members.Values)
        {
            _known[member.Id] = member.Started;
        }

        return members.Values.Where(m => !m.IsZombie).ToList();
    }

    // Older processes cannot carry the mark: their environment is not worth reading.
    private bool IsMember(ProcessEntry process, HashSet<int> grouped) =>
        grouped.Contains(process.Id)
        || (_known.TryGetValue(process.Id, out var started) && started == process.Started)
        || (process.Started >= _started && !process.IsZombie && ProcessTable.HasInEnvironment(process.Id, _tag));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
