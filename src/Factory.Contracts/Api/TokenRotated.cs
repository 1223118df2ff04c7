namespace Factory.Contracts.Api;

/// <summary>The access token is another one now; it is in the data folder and nowhere else.</summary>
/// <param name="RotatedAt">Since when.</param>
public sealed record TokenRotated(DateTimeOffset RotatedAt);
