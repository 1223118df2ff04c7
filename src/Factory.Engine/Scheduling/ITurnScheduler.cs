namespace Factory.Engine.Scheduling;

/// <summary>Where turns run. Everything that the engine starts goes through here, so that a simulation can run it all on one thread in a seeded order.</summary>
public interface ITurnScheduler
{
    /// <summary>Whether a call to an idle grain may run on its caller's thread instead of being scheduled. A simulation says no.</summary>
    bool RunsInline { get; }

    /// <summary>Runs the item once, soon, on a thread of its choice. Items of one grain are never scheduled twice at once.</summary>
    void Schedule(IThreadPoolWorkItem turns);
}
