namespace Factory.Storage.Cluster;

/// <summary>What <see cref="ClusterDatabase.InitAsync"/> did.</summary>
/// <param name="Server">Database and server, without user or password.</param>
/// <param name="TablesCreated">Tables that were made; 0 when all were there.</param>
/// <param name="StatementsAdded">Statements for Orleans that were added; 0 when all were there.</param>
public sealed record ClusterDatabaseReport(string Server, int TablesCreated, int StatementsAdded);
