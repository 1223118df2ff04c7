using Factory.Contracts.Errors;

namespace Factory.Contracts.Api;

/// <summary>Response of <c>GET /api/health</c>, the only endpoint without authentication.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c> while no new work is started because of
/// <paramref name="Problem"/>.</param>
/// <param name="Version">The silo's version.</param>
/// <param name="StartedAt">When the silo started.</param>
/// <param name="UptimeSeconds">Seconds since it started.</param>
/// <param name="Paused">True when the operator paused the factory: no new attempt is started.</param>
/// <param name="Problem">Why the store accepts no writes, for example a full disk; null when it does.</param>
public sealed record HealthView(
    string Status,
    string Version,
    DateTimeOffset StartedAt,
    double UptimeSeconds,
    bool Paused,
    Problem? Problem = null);
