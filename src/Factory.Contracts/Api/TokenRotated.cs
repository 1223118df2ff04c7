namespace Factory.Contracts.Api;

/// <summary>
/// Response to a rotation of the access token. The new token is written to the data folder and not returned.
/// </summary>
/// <param name="RotatedAt">When it was replaced.</param>
public sealed record TokenRotated(DateTimeOffset RotatedAt);
