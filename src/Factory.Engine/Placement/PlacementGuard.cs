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
                throw new OrleansException($"Placement filter {strategy.GetType().Name} leaves no silo for {grainId}: check {nameof(Hosting.EngineOptions.SiloMetadata)}.");
            }
        }
    }

    private PlacementFilterStrategy StrategyOf(PlacementFilterAttribute filter, GrainClass grainClass)
    {
        var properties = new Dictionary<string, string>();
        filter.Populate(services, grainClass.Entry.Class, grainClass.Type, properties);
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
