using System.Runtime.CompilerServices;

namespace Factory.Engine.Scheduling;

/// <summary>
/// The runtime's own note of which task a thread is running, and so which scheduler is the current one. Setting it lets a turn run on its
/// caller's thread without a task of its own, which would cost more than the call; awaits inside still come back to the grain.
/// </summary>
/// <remarks>
/// It is a private field of <see cref="Task"/>. Where a runtime has none of that name every turn gets a task, and nothing but speed is lost.
/// See docs/adr/0008-idle-grains-run-on-their-callers-thread.md.
/// </remarks>
internal static class CurrentTaskSlot
{
    /// <summary>Whether this runtime lets it be set, tried once.</summary>
    public static bool IsSettable { get; } = Try();

    /// <summary>This thread's slot.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    public static extern ref Task? OfThread(Task? type = null);

    private static bool Try()
    {
        try
        {
            var queue = new TurnQueue(new ThreadPoolTurnScheduler());
            ref var slot = ref OfThread();
            var before = slot;
            slot = queue.Marker;
            var taken = TaskScheduler.Current == queue;
            slot = before;
            return taken;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }
}
