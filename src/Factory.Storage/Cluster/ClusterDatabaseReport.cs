namespace Factory.Storage.Cluster;

/// <summary>Result of <see cref="ClusterDatabase.InitAsync"/>.</summary>
/// <param name="Server">Database and server, without user or password.</param>
/// <param name="TablesCreated">Tables that were created; 0 when all existed.</param>
/// <param name="StatementsAdded">Statements that were stored for Orleans; 0 when all existed.</param>
public sealed record ClusterDatabaseReport(string Server, int TablesCreated, int StatementsAdded);
