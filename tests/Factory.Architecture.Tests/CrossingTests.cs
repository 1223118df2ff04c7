using System.Reflection;
using System.Text.Json.Serialization;
using Orleans;

namespace Factory.Architecture.Tests;

/// <summary>Every type that crosses a grain boundary can be serialized by Orleans: an alias of its own, a number on every member.</summary>
public sealed class CrossingTests
{
    private static readonly Assembly Contracts = Assembly.Load("Factory.Contracts");

    public static TheoryData<string> Types => [.. Crossing().Select(t => t.FullName!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Crossing_FindsTheTypes() => Crossing().Count.ShouldBeGreaterThan(30);

    [Theory, MemberData(nameof(Types))]
    public void Type_CarriesSerializerAndAlias(string name)
    {
        var type = Contracts.GetType(name)!;

        type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false).ShouldNotBeNull($"{name} crosses a grain boundary: add [GenerateSerializer]");
        type.GetCustomAttributes<AliasAttribute>(inherit: false).ShouldNotBeEmpty($"{name} crosses a grain boundary: add [Alias(\"{type.Name}\")]");
    }

    [Theory, MemberData(nameof(Types))]
    public void Members_CarryUniqueNumbers(string name)
    {
        var members = Contracts.GetType(name)!
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(IsKept)
            .Select(p => (p.Name, Id: p.GetCustomAttribute<IdAttribute>()?.Id))
            .ToList();

        members.Where(m => m.Id is null).Select(m => m.Name).ShouldBeEmpty($"members of {name} without [Id(n)]");
        members.Select(m => m.Id).ShouldBeUnique($"numbers of {name}");
    }

    [Fact]
    public void Aliases_AreUnique() =>
        Contracts.GetTypes().SelectMany(t => t.GetCustomAttributes<AliasAttribute>(inherit: false)).Select(a => a.Alias).ShouldBeUnique();

    /// <summary>A property with a field behind it is kept; one that is computed is not.</summary>
    private static bool IsKept(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static HashSet<Type> Crossing()
    {
        var found = new HashSet<Type>();
        foreach (var method in Contracts.GetTypes().Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t)).SelectMany(t => t.GetMethods()))
        {
            Add(found, method.ReturnType);
            foreach (var parameter in method.GetParameters())
            {
                Add(found, parameter.ParameterType);
            }
        }

        return found;
    }

    private static void Add(HashSet<Type> found, Type type)
    {
        foreach (var argument in type.GetGenericArguments())
        {
            Add(found, argument);
        }

        if (type.IsArray)
        {
            Add(found, type.GetElementType()!);
        }

        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (open.Assembly != Contracts || open.IsEnum || open.IsGenericParameter || !found.Add(open))
        {
            return;
        }

        foreach (var property in open.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.DeclaringType == open && IsKept(p)))
        {
            Add(found, property.PropertyType);
        }

        foreach (var derived in open.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false))
        {
            Add(found, derived.DerivedType);
        }
    }
}
