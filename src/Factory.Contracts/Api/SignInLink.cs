namespace Factory.Contracts.Api;

/// <summary>Signs one browser in, once. A secret: it grants access.</summary>
/// <param name="Url">What to open.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);
