namespace Factory.Contracts.Api;

/// <summary>Signs one browser in, once. Whoever has it gets in: it is a secret.</summary>
/// <param name="Url">What to open.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);
