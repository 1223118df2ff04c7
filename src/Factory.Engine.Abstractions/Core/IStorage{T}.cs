namespace Orleans.Core;

/// <summary>A grain's hold on its stored record, with the record in memory.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}
