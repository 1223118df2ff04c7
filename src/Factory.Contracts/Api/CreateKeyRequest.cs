using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/keys</c>.</summary>
/// <param name="Name">1 to 40 lower-case letters, digits and dashes.</param>
/// <param name="BudgetUsd">Hard cap over its whole life, in US dollars.</param>
/// <param name="ExpiresInSeconds">How long it is valid, in seconds; null for no expiry.</param>
/// <param name="Models">The models it grants, <c>provider/model</c>; null or empty for any.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateKeyRequest(
    string? Name,
    decimal? BudgetUsd,
    long? ExpiresInSeconds = null,
    IReadOnlyList<string>? Models = null);
