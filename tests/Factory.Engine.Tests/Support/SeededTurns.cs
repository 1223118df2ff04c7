using Factory.Engine.Scheduling;

namespace Factory.Engine.Tests.Support;

/// <summary>Runs all turns on the thread that asks, in an order that a seed decides.</summary>
public sealed class SeededTurns(int seed) : ITurnScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<IThreadPoolWorkItem> _ready = [];

    public bool RunsInline => false;

    public void Schedule(IThreadPoolWorkItem turns) => _ready.Add(turns);

    public void RunUntilIdle()
    {
        while (_ready.Count > 0)
        {
            var next = _random.Next(_ready.Count);
            var turns = _ready[next];
            _ready.RemoveAt(next);
            turns.Execute();
        }
    }
}
