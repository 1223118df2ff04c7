namespace Factory.Contracts.Api;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Its id, for <c>DELETE /api/sign-ins/{id}</c>.</param>
/// <param name="CreatedAt">When it signed in.</param>
/// <param name="ExpiresAt">When the sign-in expires.</param>
/// <param name="UserAgent">The browser's User-Agent header; null without one.</param>
/// <param name="IsCurrent">True for the sign-in of this request.</param>
public sealed record SignInView(string Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? UserAgent, bool IsCurrent);
