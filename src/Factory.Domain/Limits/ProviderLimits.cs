namespace Factory.Domain.Limits;

/// <summary>
/// Published rate limits of a provider. The limiter enforces them, so that calls wait here and are not rejected there;
/// a provider's own Retry-After applies too.
/// </summary>
/// <param name="RequestsPerMinute">Requests in any minute; null when unknown.</param>
/// <param name="RequestsPerDay">Requests in a day (UTC); null when unknown.</param>
/// <param name="TokensPerMinute">Tokens in any minute; null when unknown.</param>
/// <param name="TokensPerDay">Tokens in a day (UTC); null when unknown.</param>
/// <param name="Source">Where they are published.</param>
/// <param name="Date">When they were read there.</param>
public sealed record ProviderLimits(
    int? RequestsPerMinute,
    int? RequestsPerDay,
    int? TokensPerMinute,
    int? TokensPerDay,
    string Source,
    DateOnly Date);
