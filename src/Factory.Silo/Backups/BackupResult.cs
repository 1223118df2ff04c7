namespace Factory.Silo.Backups;

/// <summary>A backup that was written.</summary>
/// <param name="File">Full path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Repositories">How many products' repositories are in it.</param>
public sealed record BackupResult(string File, long Bytes, int Repositories);

/// <summary>A data folder that was restored.</summary>
/// <param name="DataFolder">Full path.</param>
/// <param name="CreatedAt">When the backup was made.</param>
/// <param name="Repositories">How many products' repositories were in it.</param>
/// <param name="PreviousDataFolder">Full path of what was in the folder before; null when it was empty.</param>
/// <param name="Configuration">Full path of the copy of the configuration at the time of the backup.</param>
public sealed record RestoreResult(
    string DataFolder,
    DateTimeOffset CreatedAt,
    int Repositories,
    string? PreviousDataFolder,
    string Configuration);
