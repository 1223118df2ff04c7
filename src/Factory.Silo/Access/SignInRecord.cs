namespace Factory.Silo.Access;

/// <summary>What is kept of a sign-in.</summary>
/// <param name="Id">Names it to people; no secret.</param>
/// <param name="Hash"><see cref="Secret.Hash"/> of the cookie's secret.</param>
/// <param name="CreatedAt">When the link was used.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="UserAgent">How the browser calls itself, shortened; null when it does not say.</param>
internal sealed record SignInRecord(string Id, string Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? UserAgent);
