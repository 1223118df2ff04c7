namespace Factory.Domain.Models;

/// <summary>How far the fetch of a model is.</summary>
/// <param name="Status">What is being done.</param>
/// <param name="Completed">Bytes there; null while nothing is fetched.</param>
/// <param name="Total">Bytes in all; null while nothing is fetched.</param>
public sealed record PullProgress(string Status, long? Completed, long? Total);
