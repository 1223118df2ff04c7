using System.Runtime.ExceptionServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Domain.Outbox;
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
    /// <summary>Writes the next state with its events and messages. Grains write with this method only.</summary>
    /// <remarks>
    /// A write that fails may have reached the disk or not. The state is read again, or a repeated command would find
    /// its effect in memory and report success for something that is not on disk. For grains whose calls do not
    /// interleave.
    /// </remarks>
    /// <exception cref="FactoryException">The store failed, for example <c>disk.full</c>.</exception>
    protected async Task WriteAsync<T>(
        IPersistentState<DurableState<T>> state,
        T next,
        IEnumerable<FactoryEvent> events,
        IEnumerable<OutboxMessage> messages)
        where T : class
    {
        state.State.Stage(next, events, messages);
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception failure)
        {
            await ReadAgainAsync(state);

            // Orleans wraps what a store throws; callers need its code and whether they may retry.
            if (failure.InnerException is FactoryException reason)
            {
                ExceptionDispatchInfo.Throw(reason);
            }

            throw;
        }
    }

    private async Task ReadAgainAsync<T>(IPersistentState<DurableState<T>> state)
        where T : class
    {
        try
        {
            await state.ReadStateAsync();
        }
        catch (Exception)
        {
            // The write's failure is reported. The next call activates the grain again, and reads.
            DeactivateOnIdle();
        }
    }
}
