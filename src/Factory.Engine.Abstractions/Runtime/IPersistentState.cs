using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>Stored state of a grain, read before <see cref="Grain.OnActivateAsync"/> runs.</summary>
public interface IPersistentState<TState> : IStorage<TState>;
