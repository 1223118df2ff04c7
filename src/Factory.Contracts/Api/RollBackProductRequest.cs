using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/products/{name}/rollback</c>; optional.</summary>
/// <param name="Version">The number of the version to serve; null for the newest one before the present one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RollBackProductRequest(int? Version = null);
