namespace Factory.Grains;

/// <summary>
/// The base of the factory's grains. Context and runtime come in through the constructor, so that a test or a simulation can host the real classes without a silo:
/// with a factory, a key and a clock of its own.
/// </summary>
/// <param name="context">The activation: key, scheduler, life cycle.</param>
/// <param name="runtime">Grain factory, timers, time.</param>
public abstract class FactoryGrain(IGrainContext context, IGrainRuntime runtime) : Grain(context, runtime);
