using System.Net;

namespace Factory.Configuration.Silos;

/// <summary>How this silo joins a cluster: the <c>cluster</c> section of <c>silo.yaml</c>.</summary>
/// <param name="ConnectionString">Connection string of the PostgreSQL database that <c>factory cluster init</c>
/// prepared. A secret: never displayed.</param>
/// <param name="Id">Silos with the same id form a cluster. Default <c>agentic-factory</c>.</param>
/// <param name="Address">The IP address at which other silos reach this one.</param>
/// <param name="SiloPort">For other silos. Default 11111.</param>
/// <param name="GatewayPort">For clients. Default 30000.</param>
/// <param name="IsPrimary">True on the one silo whose data folder holds the factory's state. Default true.</param>
public sealed record ClusterConfig(string ConnectionString, string Id, IPAddress Address, int SiloPort, int GatewayPort, bool IsPrimary);
