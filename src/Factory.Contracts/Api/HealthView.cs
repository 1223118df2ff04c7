namespace Factory.Contracts.Api;

/// <summary>What <c>GET /api/health</c> says; the one answer that needs no token.</summary>
/// <param name="Status"><c>ok</c>.</param>
/// <param name="Version">The silo's version.</param>
/// <param name="StartedAt">When the silo started.</param>
/// <param name="UptimeSeconds">Since then.</param>
/// <param name="Paused">True when Kev starts nothing new.</param>
public sealed record HealthView(string Status, string Version, DateTimeOffset StartedAt, double UptimeSeconds, bool Paused);
