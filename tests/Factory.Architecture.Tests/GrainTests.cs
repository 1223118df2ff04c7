using System.Reflection;
using System.Runtime.CompilerServices;

namespace Factory.Architecture.Tests;

/// <summary>
/// The shape of grains and their interfaces. <c>src/Factory.Grains/BannedSymbols.txt</c> bans what a grain must not
/// call.
/// </summary>
public sealed class GrainTests
{
    private static readonly Assembly Grains = Assembly.Load("Factory.Grains");

    private static IEnumerable<Type> Classes => Grains.GetTypes().Where(t => typeof(Grain).IsAssignableFrom(t) && !t.IsAbstract);

    private static IEnumerable<Type> Interfaces =>
        Assembly.Load("Factory.Contracts").GetTypes().Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t));

    [Fact]
    public void StaticFields_AreConstant() =>
        Grains.GetTypes()
            .Where(t => t.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsLiteral && !f.IsInitOnly && !f.Name.StartsWith('<'))
            .Select(f => $"{f.DeclaringType}.{f.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void Classes_AreSealedAndNamedGrain() =>
        Classes.Where(t => !t.IsSealed || !t.Name.EndsWith("Grain", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void StateNames_AreUniqueAcrossTheSolution()
    {
        var names = Classes
            .SelectMany(t => t.GetConstructors())
            .SelectMany(c => c.GetParameters())
            .Select(p => p.GetCustomAttribute<PersistentStateAttribute>())
            .OfType<PersistentStateAttribute>()
            .Select(a => a.StateName)
            .ToList();

        names.ShouldNotBeEmpty();
        names.ShouldBeUnique();
    }

    [Fact]
    public void Interfaces_AreAddressedByText() =>
        Interfaces.Where(i =>
            !i.GetInterfaces().ToHashSet().SetEquals([typeof(IGrainWithStringKey), typeof(IGrain), .. typeof(IGrain).GetInterfaces()]))
                .ShouldBeEmpty();

    [Fact]
    public void InterfaceMethods_AreAwaitedAndNotNamedAsync() =>
        Interfaces.SelectMany(i => i.GetMethods())
            .Where(m => !IsAwaited(m.ReturnType) || m.Name.EndsWith("Async", StringComparison.Ordinal))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}")
            .ShouldBeEmpty();

    [Fact]
    public void Interfaces_EachHaveOneClass() =>
        Interfaces.Select(i => (i.Name, Count: Classes.Count(i.IsAssignableFrom))).Where(i => i.Count != 1).ShouldBeEmpty();

    private static bool IsAwaited(Type type)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task)
            || open == typeof(Task<>)
            || open == typeof(ValueTask)
            || open == typeof(ValueTask<>)
            || open == typeof(IAsyncEnumerable<>);
    }
}
