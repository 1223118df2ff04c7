using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Shows the progress of a run.</summary>
internal interface IRunReport : IAsyncDisposable
{
    /// <summary>True when the report needs the run's view after each event; false when events are enough.</summary>
    bool NeedsRunSnapshots { get; }

    /// <summary>Shows the present view of the run and its pending actions.</summary>
    void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits);

    /// <summary>Shows that the factory starts no new attempts, or that it does so again.</summary>
    void OnPauseChanged(bool paused);

    /// <summary>Shows that the factory does not answer, and is asked again, or that it answers again.</summary>
    void OnConnectionChanged(bool lost);

    /// <summary>Shows an event of the run.</summary>
    void OnEvent(FactoryEvent @event);
}
