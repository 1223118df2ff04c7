namespace Factory.Contracts.Api;

/// <summary>A link that signs one browser in, once. A secret: it grants access.</summary>
/// <param name="Url">The link.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);
