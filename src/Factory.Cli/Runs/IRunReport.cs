using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Shows a run while it happens.</summary>
internal interface IRunReport : IAsyncDisposable
{
    /// <summary>True when it wants the run again after each event; false when events are enough.</summary>
    bool NeedsRunSnapshots { get; }

    /// <summary>The run as it is now, and what it waits for.</summary>
    void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits);

    /// <summary>Something happened to it.</summary>
    void OnEvent(FactoryEvent @event);
}
