using System.Collections.Frozen;
using System.Reflection;
using Factory.Engine.Hosting;
using Factory.Engine.Manifest;
using Orleans.Runtime;

namespace Factory.Engine.Catalog;

/// <summary>The grain interfaces and classes of the process, from the generated manifests.</summary>
internal sealed class GrainCatalog
{
    private readonly FrozenDictionary<Type, GrainInterfaceEntry> _interfaces;
    private readonly FrozenDictionary<Type, GrainClass[]> _implementations;
    private readonly FrozenDictionary<GrainType, GrainClass> _classes;

    public GrainCatalog(EngineOptions options)
    {
        var roots = options.GrainAssemblies.Count > 0 ? options.GrainAssemblies : AppDomain.CurrentDomain.GetAssemblies();
        var classes = roots.Distinct().SelectMany(assembly => ManifestOf(assembly)?.Classes ?? []).Select(entry => new GrainClass(entry)).ToArray();
        var implementations = classes.SelectMany(grainClass => grainClass.Entry.Interfaces, (grainClass, contract) => (contract, grainClass)).ToArray();

        // Grain interfaces may live in other assemblies than the classes.
        var interfaces = implementations.Select(pair => pair.contract.Assembly).Concat(roots).Distinct().SelectMany(assembly => ManifestOf(assembly)?.Interfaces ?? []);

        _interfaces = interfaces.ToFrozenDictionary(entry => entry.Interface);
        _implementations = implementations.GroupBy(pair => pair.contract, pair => pair.grainClass).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _classes = ByType(classes);
    }

    public IEnumerable<GrainClass> Classes => _classes.Values;

    /// <summary>Begins a new window of all classes' measures.</summary>
    public void TurnStatistics()
    {
        foreach (var grainClass in _classes.Values)
        {
            grainClass.Statistics.Turn();
        }
    }

    /// <exception cref="ArgumentException">No grain class has that type.</exception>
    public GrainClass ClassOf(GrainType type) =>
        _classes.TryGetValue(type, out var grainClass) ? grainClass : throw new ArgumentException($"There is no grain class of type '{type}'.");

    /// <exception cref="ArgumentException">The type is not a grain interface that the generator has seen.</exception>
    public GrainInterfaceEntry InterfaceOf(Type type) =>
        _interfaces.TryGetValue(type, out var entry)
            ? entry
            : throw new ArgumentException($"{type} is not a known grain interface. Does its project reference Factory.Engine.Generator as an analyzer?");

    /// <exception cref="ArgumentException">Not exactly one grain class fits.</exception>
    public GrainClass ImplementationOf(Type contract, string? classNamePrefix)
    {
        if (!_implementations.TryGetValue(contract, out var all))
        {
            throw new ArgumentException($"No grain class implements {contract}. Was its assembly added to {nameof(EngineOptions)}.{nameof(EngineOptions.GrainAssemblies)}?");
        }

        var fitting = classNamePrefix is null
            ? all
            : Array.FindAll(all, grainClass => grainClass.Entry.Class.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal));
        return fitting.Length == 1
            ? fitting[0]
            : throw new ArgumentException($"{fitting.Length} grain classes implement {contract}: {string.Join(", ", fitting.Select(grainClass => grainClass.Name))}.");
    }

    private static IGrainManifest? ManifestOf(Assembly assembly) =>
        assembly.GetCustomAttribute<GrainManifestAttribute>() is { } attribute ? (IGrainManifest)Activator.CreateInstance(attribute.Manifest)! : null;

    private static FrozenDictionary<GrainType, GrainClass> ByType(GrainClass[] classes)
    {
        var clash = classes.GroupBy(grainClass => grainClass.Type).FirstOrDefault(group => group.Count() > 1);
        return clash is null
            ? classes.ToFrozenDictionary(grainClass => grainClass.Type)
            : throw new InvalidOperationException($"Grain type '{clash.Key}' is claimed by {string.Join(" and ", clash.Select(grainClass => grainClass.Entry.Class.FullName))}.");
    }
}
