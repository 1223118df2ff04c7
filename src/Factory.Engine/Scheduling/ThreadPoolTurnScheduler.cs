namespace Factory.Engine.Scheduling;

/// <summary>Runs turns on the thread pool.</summary>
public sealed class ThreadPoolTurnScheduler : ITurnScheduler
{
    public bool RunsInline => true;

    public void Schedule(IThreadPoolWorkItem turns) => ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false);
}
