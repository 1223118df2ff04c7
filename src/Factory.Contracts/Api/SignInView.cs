namespace Factory.Contracts.Api;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Names it for <c>DELETE /api/sign-ins/{id}</c>.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="UserAgent">How the browser calls itself; null when it does not say.</param>
/// <param name="IsCurrent">True for the sign-in that this request carries.</param>
public sealed record SignInView(string Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? UserAgent, bool IsCurrent);
