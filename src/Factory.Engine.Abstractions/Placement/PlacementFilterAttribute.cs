using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>
/// Narrows the silos that may run a grain class. To add a filter: 1. derive an attribute from this, 2. derive a strategy with a public
/// parameterless constructor, 3. implement <see cref="IPlacementFilterDirector"/>, 4. register both with <c>AddPlacementFilter</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class PlacementFilterAttribute : Attribute
{
    protected PlacementFilterAttribute(PlacementFilterStrategy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        PlacementFilterStrategy = placement;
    }

    public PlacementFilterStrategy PlacementFilterStrategy { get; private set; }

    public virtual void Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        PlacementFilterStrategy?.PopulateGrainProperties(services, grainClass, grainType, properties);
}
