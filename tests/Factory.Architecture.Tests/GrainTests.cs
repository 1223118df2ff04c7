using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace Factory.Architecture.Tests;

/// <summary>What a grain must not do, and what its interface must look like.</summary>
public sealed class GrainTests
{
    private static readonly Assembly Grains = Assembly.Load("Factory.Grains");

    private static readonly string[] Forbidden =
    [
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.Task.Wait", "System.Threading.Tasks.TaskFactory.StartNew",
        "System.Threading.ThreadPool.QueueUserWorkItem", "System.Threading.ThreadPool.UnsafeQueueUserWorkItem", "System.Threading.Thread..ctor", "System.Threading.Thread.Sleep",
        "System.Threading.Timer..ctor", "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
    ];

    private static IEnumerable<Type> Classes => Grains.GetTypes().Where(t => typeof(Grain).IsAssignableFrom(t) && !t.IsAbstract);

    private static IEnumerable<Type> Interfaces => Assembly.Load("Factory.Contracts").GetTypes().Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t));

    [Fact]
    public void Members_ThatLeaveTheTurn_AreNotUsed() => Compiled.Members("Factory.Grains").Intersect(Forbidden).ShouldBeEmpty();

    [Fact]
    public void ConfigureAwait_LeavesTheScheduler_AndIsNotUsed() =>
        Compiled.Members("Factory.Grains").Where(m => m.EndsWith(".ConfigureAwait", StringComparison.Ordinal)).ShouldBeEmpty();

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
        Interfaces.Where(i => !i.GetInterfaces().ToHashSet().SetEquals([typeof(IGrainWithStringKey), typeof(IGrain), .. typeof(IGrain).GetInterfaces()])).ShouldBeEmpty();

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
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>);
    }
}
