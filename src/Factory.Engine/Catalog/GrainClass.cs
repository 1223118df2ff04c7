using Factory.Engine.Diagnostics;
using Factory.Engine.Manifest;
using Orleans.Placement;
using Orleans.Runtime;

namespace Factory.Engine.Catalog;

/// <summary>What the engine knows of a grain class, read once.</summary>
internal sealed class GrainClass
{
    public GrainClass(GrainClassEntry entry)
    {
        Entry = entry;
        Type = GrainType.Create(TypeNameOf(entry.Class));
        FiltersCalls = entry.Class.IsAssignableTo(typeof(IIncomingGrainCallFilter));
        TakesPartInActivation = Overrides(entry.Class, nameof(IGrainBase.OnActivateAsync));
        TakesPartInDeactivation = Overrides(entry.Class, nameof(IGrainBase.OnDeactivateAsync));
        Subscriptions = Attributes<ImplicitStreamSubscriptionAttribute>(entry.Class);
        PlacementFilters = [.. Attributes<PlacementFilterAttribute>(entry.Class).OrderBy(filter => filter.PlacementFilterStrategy.Order)];
    }

    public GrainClassEntry Entry { get; }

    public GrainType Type { get; }

    public ClassStatistics Statistics { get; } = new();

    public string Name => Entry.Class.Name;

    /// <summary>Whether the grain is a call filter of its own calls.</summary>
    public bool FiltersCalls { get; }

    /// <summary>Whether the class does anything when it is activated.</summary>
    public bool TakesPartInActivation { get; }

    /// <summary>Whether the class does anything when it is deactivated.</summary>
    public bool TakesPartInDeactivation { get; }

    public IReadOnlyList<ImplicitStreamSubscriptionAttribute> Subscriptions { get; }

    public IReadOnlyList<PlacementFilterAttribute> PlacementFilters { get; }

    /// <summary>The name Orleans gives a class that names none: without the suffix, in lower case.</summary>
    private static string TypeNameOf(Type grainClass)
    {
        const string Suffix = "grain";
        var name = grainClass.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static bool Overrides(Type grainClass, string method)
    {
        var map = grainClass.GetInterfaceMap(typeof(IGrainBase));
        var index = Array.FindIndex(map.InterfaceMethods, declared => declared.Name == method);
        return map.TargetMethods[index].DeclaringType != typeof(Grain);
    }

    private static T[] Attributes<T>(Type grainClass)
        where T : Attribute => (T[])grainClass.GetCustomAttributes(typeof(T), inherit: true);
}
