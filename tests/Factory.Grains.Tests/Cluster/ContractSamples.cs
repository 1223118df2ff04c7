using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Grains.Tests.Cluster;

/// <summary>
/// An instance of every type that a grain of the factory takes or returns, each member filled with something that is
/// not its default.
/// </summary>
internal static class ContractSamples
{
    private static readonly Assembly Contracts = typeof(TaskView).Assembly;

    private static readonly Assembly GrainInterfaces = typeof(ITaskGrain).Assembly;

    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    /// <summary>The samples.</summary>
    public static IReadOnlyList<object> All { get; } = [.. CrossingTypes()
        .Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString())))
        .Select(type => Of(type)!)];

    /// <summary>Every member of a sample as text, for comparison.</summary>
    public static string Text(object sample) =>
        $"{sample.GetType()} {JsonSerializer.Serialize(sample, sample.GetType(), FactoryJson.Options)}";

    private static HashSet<Type> CrossingTypes()
    {
        var found = new HashSet<Type>();
        foreach (var method in GrainInterfaces.GetTypes()
            .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods()))
        {
            Collect(found, method.ReturnType);
            foreach (var parameter in method.GetParameters())
            {
                Collect(found, parameter.ParameterType);
            }
        }

        return found;
    }

    private static void Collect(HashSet<Type> found, Type type)
    {
        foreach (var argument in type.GetGenericArguments())
        {
            Collect(found, argument);
        }

        if (type.Assembly != Contracts || type.IsInterface || type.IsEnum || (!type.IsAbstract && !found.Add(type)))
        {
            return;
        }

        foreach (var property in Kept(type))
        {
            Collect(found, property.PropertyType);
        }

        foreach (var derived in Derived(type))
        {
            Collect(found, derived);
        }
    }

    private static object? Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Of(inner);
        }

        return type switch
        {
            _ when type == typeof(string) => "text",
            _ when type == typeof(bool) => true,
            _ when type == typeof(DateTimeOffset) => Time,
            _ when type == typeof(DateOnly) => DateOnly.FromDateTime(Time.DateTime),
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(90),
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().Last(),
            _ when type.IsPrimitive || type == typeof(decimal) => Convert.ChangeType(7, type),
            _ when IdKind(type) is { } kind => Activator.CreateInstance(type, $"{kind}-sample"),
            _ when typeof(IDictionary).IsAssignableFrom(type) || IsGeneric(type, typeof(IReadOnlyDictionary<,>)) => Dictionary(type),
            _ when type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) => List(type),
            _ when Derived(type).FirstOrDefault() is { } derived => Of(derived),
            _ => Fill(type),
        };
    }

    private static object Fill(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        var made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
        var given = constructor?.GetParameters().Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        foreach (var property in Kept(type).Where(property => property.CanWrite && !given.Contains(property.Name)))
        {
            property.SetValue(made, Of(property.PropertyType));
        }

        return made;
    }

    private static object List(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var array = Array.CreateInstance(element, 1);
        array.SetValue(Of(element), 0);
        return type.IsAssignableFrom(array.GetType()) ? array : Build(type, element, array);
    }

    // An immutable collection is made by the static class of its name: ImmutableList.CreateRange<T>(IEnumerable<T>).
    private static object Build(Type type, Type element, Array items) =>
        type.Assembly.GetType(type.GetGenericTypeDefinition().FullName!.Split('`')[0])!
            .GetMethods()
            .First(method => method is { Name: "CreateRange", IsGenericMethodDefinition: true } && method.GetParameters().Length == 1)
            .MakeGenericMethod(element)
            .Invoke(null, [items])!;

    private static object Dictionary(Type type)
    {
        var arguments = type.GetGenericArguments();
        var made = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        made.Add(Of(arguments[0])!, Of(arguments[1]));
        return made;
    }

    private static string? IdKind(Type type) =>
        type.IsValueType && type.GetProperty("Kind", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) as string is { } kind
            ? kind
            : null;

    private static bool IsGeneric(Type type, Type open) => type.IsGenericType && type.GetGenericTypeDefinition() == open;

    private static IEnumerable<Type> Derived(Type type) =>
        type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(derived => derived.DerivedType);

    /// <summary>The properties with a backing field; computed ones have none.</summary>
    private static IEnumerable<PropertyInfo> Kept(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property =>
            property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)
            ?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);
}
