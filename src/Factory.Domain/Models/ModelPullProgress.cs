namespace Factory.Domain.Models;

/// <summary>How far the fetch of a model is.</summary>
/// <param name="Status">What is being done.</param>
/// <param name="CompletedBytes">Bytes there; null while nothing is fetched.</param>
/// <param name="TotalBytes">Bytes in all; null while nothing is fetched.</param>
public sealed record ModelPullProgress(string Status, long? CompletedBytes, long? TotalBytes);
