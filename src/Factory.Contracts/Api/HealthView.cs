using Factory.Contracts.Errors;

namespace Factory.Contracts.Api;

/// <summary>What <c>GET /api/health</c> says; the one answer that needs no token.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c> while nothing new is begun because of <paramref name="Problem"/>.</param>
/// <param name="Version">The silo's version.</param>
/// <param name="StartedAt">When the silo started.</param>
/// <param name="UptimeSeconds">Since then.</param>
/// <param name="Paused">True when Kev starts nothing new.</param>
/// <param name="Problem">Why the store takes nothing just now, for example a full disk; null when all is well.</param>
public sealed record HealthView(string Status, string Version, DateTimeOffset StartedAt, double UptimeSeconds, bool Paused, Problem? Problem = null);
