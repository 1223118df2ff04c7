namespace Factory.Domain.Models;

/// <summary>Progress of the download of a model.</summary>
/// <param name="Status">The current step.</param>
/// <param name="CompletedBytes">Downloaded bytes; null when nothing is being downloaded.</param>
/// <param name="TotalBytes">Total bytes; null when nothing is being downloaded.</param>
public sealed record ModelPullProgress(string Status, long? CompletedBytes, long? TotalBytes);
