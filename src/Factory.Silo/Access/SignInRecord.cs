namespace Factory.Silo.Access;

/// <summary>A persisted sign-in.</summary>
/// <param name="Id">The public id; not a secret.</param>
/// <param name="Hash"><see cref="Secret.Hash"/> of the cookie's secret.</param>
/// <param name="CreatedAt">When the link was used.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="UserAgent">The browser's <c>User-Agent</c>, shortened; null when it sent none.</param>
internal sealed record SignInRecord(string Id, string Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? UserAgent);
