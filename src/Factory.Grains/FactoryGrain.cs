namespace Factory.Grains;

/// <summary>
/// The base of the factory's grains. Context and runtime are constructor parameters, so that a test or a simulation can
/// host the real classes without a silo, with its own grain factory, key and clock.
/// </summary>
/// <param name="context">The activation: its key, scheduler and life cycle.</param>
/// <param name="runtime">Grain factory, timers, time.</param>
public abstract class FactoryGrain(IGrainContext context, IGrainRuntime runtime) : Grain(context, runtime);
