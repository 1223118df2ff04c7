using Orleans.Placement;
using Orleans.Runtime;

namespace Factory.Engine.Tests.Placement;

public sealed class GpuStrategy : PlacementFilterStrategy
{
    public GpuStrategy() : base(order: 1) { }

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [new("gpu", string.Empty)];
}
