namespace Factory.Silo.Maintenance;

/// <summary>What <see cref="DataFolderMaintenance.InitClusterAsync"/> did.</summary>
/// <param name="Database">Database and server, without user or password.</param>
/// <param name="Tables">Tables that were made; 0 when all were there.</param>
/// <param name="Statements">Statements for Orleans that were added; 0 when all were there.</param>
public sealed record ClusterInitReport(string Database, int Tables, int Statements);
