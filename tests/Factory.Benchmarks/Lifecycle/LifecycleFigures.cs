namespace Factory.Benchmarks.Lifecycle;

/// <summary>
/// What <c>lifecycle</c> measured; rates are the median of the rounds. The names are those of the JSON object.
/// </summary>
/// <param name="LifeCyclesPerSecond">Tasks that went through all stages, from their opening to done, with Kev, an
/// attempt that does nothing, a review and a merge that does nothing.</param>
/// <param name="BareLoopLifeCyclesPerSecond">What one thread writes of the same rows with prepared statements, in as
/// many transactions as the factory needed, in the same run.</param>
/// <param name="DurableWritesPerLifeCycle">Writes that waited for the disk, each of a state with its index row, events
/// and outbox messages.</param>
internal sealed record LifecycleFigures(double LifeCyclesPerSecond, double BareLoopLifeCyclesPerSecond, double DurableWritesPerLifeCycle);
