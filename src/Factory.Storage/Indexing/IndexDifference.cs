using Factory.Domain.Indexing;

namespace Factory.Storage.Indexing;

/// <summary>A state whose index row is not the one that it yields.</summary>
/// <param name="StateName">Name of the state.</param>
/// <param name="StateKey">The grain's key.</param>
/// <param name="Expected">The row the state yields; null when it yields none.</param>
/// <param name="Found">The row in the index; null when there is none.</param>
public sealed record IndexDifference(string StateName, string StateKey, IndexRow? Expected, IndexRow? Found);
