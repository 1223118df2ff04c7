using Factory.Engine.Activations;

namespace Factory.Engine.Manifest;

/// <summary>A grain class, the grain interfaces that it implements, and how to call its constructor.</summary>
public sealed record GrainClassEntry(Type Class, IReadOnlyList<Type> Interfaces, Func<IActivationFacets, object> Create)
{
    public bool IsReentrant { get; init; }

    /// <value>Null for ordinary grains; else how many activations of one identity may work at once, 0 for one per core.</value>
    public int? StatelessWorkers { get; init; }
}
