using System.Runtime.CompilerServices;

namespace Factory.Engine.State;

/// <summary>Makes the state of a grain that has none stored.</summary>
internal static class EmptyState<TState>
{
    private static readonly bool HasConstructor = typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>Like Orleans: by the parameterless constructor, and without any where there is none.</summary>
    public static TState Create() =>
        HasConstructor ? Activator.CreateInstance<TState>() : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState));
}
