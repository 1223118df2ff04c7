using System.Runtime.InteropServices;

namespace Factory.Sandbox;

/// <summary>
/// Finds and kills the processes of a command: descendants of the first process, processes that were descendants before
/// their parent died, and those that have the command's tag (<see cref="ProcessTag.Of"/>) although they have left session
/// and parent.
/// </summary>
/// <remarks>
/// In a PID namespace, the kernel kills all members with the first process, and this class only counts. bubblewrap
/// always creates one; the unisolated sandbox does where the machine permits it. With neither a namespace nor a control
/// group, a process escapes when it clears its environment and leaves its parent between two snapshots.
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

    /// <summary>Creates the tree of a process that has just started.</summary>
    /// <param name="root">The first process.</param>
    /// <param name="tag">The command's tag.</param>
    /// <param name="group">Its control group; null where there is none.</param>
    public ProcessTree(int root, string tag, Cgroup? group)
    {
        _tag = tag;
        _cgroup = group;
        _started = ProcessTable.Read(root)?.Started ?? 0;
        _known[root] = _started;
    }

    /// <summary>Kills one process.</summary>
    public static void Kill(int process) => SendSignal(process, KillSignal);

    /// <summary>Returns the current processes and their resident memory in bytes.</summary>
    public (IReadOnlyList<int> Processes, long MemoryBytes) Snapshot()
    {
        lock (_lock)
        {
            var members = Members();
            return ([.. members.Select(m => m.Id)], members.Sum(m => m.MemoryPages) * Environment.SystemPageSize);
        }
    }

    /// <summary>Returns whether a process belongs to the tree.</summary>
    public bool Contains(int process)
    {
        lock (_lock)
        {
            return Members().Exists(member => member.Id == process);
        }
    }

    /// <summary>Kills all processes. Returns true when none remains.</summary>
    public bool Kill()
    {
        lock (_lock)
        {
            // Repeated, because a fork bomb creates processes between the snapshot and the signals. Bounded, because a
            // process in uninterruptible sleep (a hung disk) cannot be killed and must not block the caller.
            for (var round = 0; round < MaxKillRounds; round++)
            {
                var members = Members();
                if (members.Count == 0)
                {
                    return true;
                }

                // SIGSTOP to all before SIGKILL to the first: a stopped process cannot fork while the others are
                // killed.
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

        // Remembered for the next snapshot: a process whose parent has died is adopted by init and is no longer a
        // descendant. The start time protects against killing an unrelated process that was given the id of a dead one.
        _known.Clear();
        foreach (var member in members.Values)
        {
            _known[member.Id] = member.Started;
        }

        return members.Values.Where(m => !m.IsZombie).ToList();
    }

    // A process that is older than the tree cannot have the tag. Skipping it saves reading the tag of every process on the
    // machine at every tick.
    private bool IsMember(ProcessEntry process, HashSet<int> grouped) =>
        grouped.Contains(process.Id)
        || (_known.TryGetValue(process.Id, out var started) && started == process.Started)
        || (process.Started >= _started && !process.IsZombie && ProcessTag.Of(process.Id) == _tag);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
