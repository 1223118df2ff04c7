using Factory.Domain.States;

namespace Factory.Grains;

/// <summary>
/// The base of the factory's grains. Context and runtime are constructor parameters, so that a test or a simulation can
/// host the real classes without a silo, with its own grain factory, key and clock.
/// </summary>
/// <param name="context">The activation: its key, scheduler and life cycle.</param>
/// <param name="runtime">Grain factory, timers, time.</param>
public abstract class FactoryGrain(IGrainContext context, IGrainRuntime runtime) : Grain(context, runtime)
{
    /// <summary>Writes a staged state. When that fails, memory holds what is on disk again before the exception is rethrown.</summary>
    /// <remarks>
    /// Without this the next call would decide on a state that no disk holds, and a crash would lose what it had promised.
    /// Read and not undone: a write that failed may have reached the disk all the same.
    /// </remarks>
    protected async Task WriteOrReloadAsync<T>(IPersistentState<DurableState<T>> state)
        where T : class
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            await ReloadAsync(state);
            throw;
        }
    }

    private async Task ReloadAsync<T>(IPersistentState<DurableState<T>> state)
        where T : class
    {
        try
        {
            await state.ReadStateAsync();
        }
        catch
        {
            // The disk cannot be read either: the next activation tries again.
            DeactivateOnIdle();
        }
    }
}
