using System.Reflection;
using Factory.Domain.States;

namespace Factory.Storage.States;

/// <summary>
/// The name and version under which a state type's JSON is stored: its <c>[Alias]</c>, so that renaming the class needs
/// no upgrade. A wrapper such as <c>Durable&lt;T&gt;</c> has the name of the type that it holds.
/// </summary>
internal static class StateType<T>
{
    private static readonly Type NamedType = Unwrap(typeof(T));

    /// <summary>The alias; the type's own name without one.</summary>
    public static string Alias { get; } = NamedType.GetCustomAttributes<AliasAttribute>(false).FirstOrDefault()?.Alias ?? NamedType.Name;

    /// <summary>From 1.</summary>
    public static int Version { get; } = NamedType.GetCustomAttribute<StateVersionAttribute>(false)?.Version ?? 1;

    private static Type Unwrap(Type type) =>
        type.IsGenericType && type.IsAssignableTo(typeof(IDurableState)) && type.GetGenericArguments() is [var held] ? held : type;
}
