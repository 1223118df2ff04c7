namespace Factory.Engine.Enumerations;

/// <summary>What the grain has for the enumerator at the moment.</summary>
/// <param name="Source">The grain's side, for asking on; null when there is nothing more to ask.</param>
/// <param name="Items">The elements that were ready; none says only that the grain is still at it.</param>
internal sealed record EnumerationStep<T>(Enumeration<T>? Source, IReadOnlyList<T> Items);
