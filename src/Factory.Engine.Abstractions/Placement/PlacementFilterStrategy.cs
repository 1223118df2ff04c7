using System.Globalization;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>The settings of a placement filter. They travel as text in the grain class's properties, so they survive the trip to another silo.</summary>
public abstract class PlacementFilterStrategy
{
    private const string Filter = "placement-filter";

    protected PlacementFilterStrategy(int order) => Order = order;

    /// <summary>Filters run in ascending order; two filters of a class may not share one.</summary>
    public int Order { get; private set; }

    public void Initialize(GrainProperties properties)
    {
        if (!int.TryParse(GetPlacementFilterGrainProperty("order", properties), out var order))
        {
            throw new ArgumentException("Invalid order property value.");
        }

        Order = order;
        AdditionalInitialize(properties);
    }

    public virtual void AdditionalInitialize(GrainProperties properties) { }

    public void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        var name = GetType().Name;
        properties[Filter] = properties.TryGetValue(Filter, out var others) ? $"{others},{name}" : name;
        properties[$"{Filter}.{name}.order"] = Order.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in GetAdditionalGrainProperties(services, grainClass, grainType, properties))
        {
            properties[$"{Filter}.{name}.{key}"] = value;
        }
    }

    protected string? GetPlacementFilterGrainProperty(string key, GrainProperties properties) =>
        properties.Properties.GetValueOrDefault($"{Filter}.{GetType().Name}.{key}");

    protected virtual IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [];
}
