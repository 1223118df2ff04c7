namespace Factory.Benchmarks.Storage;

/// <summary>What <c>storage</c> measured. The names are those of the JSON object.</summary>
/// <param name="DurableWritesPerSecond">By number of writers, each with a grain of its own.</param>
/// <param name="BareLoopWritesPerSecond">The same rows from one loop without grains,
/// <see cref="BareLoop.RowsPerCommit"/> to a transaction.</param>
internal sealed record StorageFigures(SortedDictionary<int, double> DurableWritesPerSecond, double BareLoopWritesPerSecond);
