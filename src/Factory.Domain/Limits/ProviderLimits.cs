namespace Factory.Domain.Limits;

/// <summary>What a provider publishes about how much it lets through. The limiter enforces it, so that calls wait here and are not refused there; what the provider itself says counts beside it.</summary>
/// <param name="RequestsPerMinute">Null when it is not known.</param>
/// <param name="RequestsPerDay">Null when it is not known.</param>
/// <param name="TokensPerMinute">Null when it is not known.</param>
/// <param name="TokensPerDay">Null when it is not known.</param>
/// <param name="Source">Where that is published.</param>
/// <param name="Date">When it was read there.</param>
public sealed record ProviderLimits(int? RequestsPerMinute, int? RequestsPerDay, int? TokensPerMinute, int? TokensPerDay, string Source, DateOnly Date);
