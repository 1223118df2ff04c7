using Factory.Engine.Streams;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>What the dialect's extension methods ask of an activation; the host implements it.</summary>
public interface IActivation : IGrainContext, IStreamProviderSource
{
    IGrainRuntime Runtime { get; }

    IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);

    Task<IGrainReminder> RegisterReminder(string name, TimeSpan dueTime, TimeSpan period);

    Task UnregisterReminder(IGrainReminder reminder);

    Task<IGrainReminder?> GetReminder(string name);

    Task<List<IGrainReminder>> GetReminders();
}
