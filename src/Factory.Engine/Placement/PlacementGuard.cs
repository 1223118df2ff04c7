using System.Collections.Immutable;
using Factory.Engine.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Factory.Engine.Placement;

/// <summary>Asks a grain class's placement filters whether the one silo will do.</summary>
internal sealed class PlacementGuard(IServiceProvider services, SingleSilo silo)
{
    /// <exception cref="OrleansException">A filter refuses the silo.</exception>
    public void RequireSilo(GrainClass grainClass, GrainId grainId)
    {
        foreach (var filter in grainClass.PlacementFilters)
        {
            var strategy = StrategyOf(filter, grainClass);
            var target = new PlacementTarget(grainId, [], GrainInterfaceType.Create(grainClass.Entry.Interfaces[0].FullName!), 0);
            if (!DirectorOf(strategy).Filter(strategy, target, [silo.Address]).Any())
            {
                throw NoSilo(strategy, grainId, Wanted(filter, grainClass));
            }
        }
    }

    /// <summary>What a filter writes down for itself is what it looks for in a silo's metadata.</summary>
    private Dictionary<string, string> Wanted(PlacementFilterAttribute filter, GrainClass grainClass)
    {
        var prefix = $"placement-filter.{filter.PlacementFilterStrategy.GetType().Name}.";
        return PropertiesOf(filter, grainClass)
            .Where(property => property.Key.StartsWith(prefix, StringComparison.Ordinal) && property.Key != prefix + "order")
            .ToDictionary(property => property.Key[prefix.Length..], property => property.Value);
    }

    private OrleansException NoSilo(PlacementFilterStrategy strategy, GrainId grainId, Dictionary<string, string> wanted)
    {
        var known = silo.GetSiloMetadata(silo.Address).Metadata;
        var missing = wanted.Where(want => !known.TryGetValue(want.Key, out var value) || (want.Value.Length > 0 && want.Value != value)).ToList();
        var lack = missing.Count == 0 ? "does not fit" : $"lacks metadata {List(missing)}";
        return new($"Placement filter {strategy.GetType().Name} leaves no silo for {grainId}: this one {lack}; it has {List(known)}. Start the grain's silo with that metadata.");
    }

    private static string List(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var text = string.Join(", ", metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Length == 0 ? pair.Key : $"{pair.Key}={pair.Value}"));
        return text.Length == 0 ? "none" : text;
    }

    private Dictionary<string, string> PropertiesOf(PlacementFilterAttribute filter, GrainClass grainClass)
    {
        var properties = new Dictionary<string, string>();
        filter.Populate(services, grainClass.Entry.Class, grainClass.Type, properties);
        return properties;
    }

    private PlacementFilterStrategy StrategyOf(PlacementFilterAttribute filter, GrainClass grainClass)
    {
        var properties = PropertiesOf(filter, grainClass);
        var strategy = services.GetKeyedService<PlacementFilterStrategy>(filter.PlacementFilterStrategy.GetType().Name)
            ?? throw Unregistered(filter.PlacementFilterStrategy);
        strategy.Initialize(new GrainProperties(properties.ToImmutableDictionary()));
        return strategy;
    }

    private IPlacementFilterDirector DirectorOf(PlacementFilterStrategy strategy) =>
        services.GetKeyedService<IPlacementFilterDirector>(strategy.GetType()) ?? throw Unregistered(strategy);

    private static OrleansException Unregistered(PlacementFilterStrategy strategy) =>
        new($"Placement filter {strategy.GetType().Name} is not registered: call services.AddPlacementFilter<{strategy.GetType().Name}, …>().");
}
