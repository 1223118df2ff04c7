namespace Factory.Silo.Backups;

/// <summary>The first entry of a backup: its format, origin and content.</summary>
/// <param name="Format">The layout of the file, from 1.</param>
/// <param name="Program">The version of the program that wrote it.</param>
/// <param name="CreatedAt">When the backup was made.</param>
/// <param name="DataFolder">Full path of the folder it was made from.</param>
/// <param name="Products">Products whose repositories are in it.</param>
internal sealed record BackupManifest(
    int Format,
    string Program,
    DateTimeOffset CreatedAt,
    string DataFolder,
    IReadOnlyList<BackedUpProduct> Products)
{
    /// <value>The layout that this program writes and reads.</value>
    public const int CurrentFormat = 1;
}

/// <summary>A product in a backup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Repository">Full path of its repository when the backup was made.</param>
/// <param name="Branch">Its branch.</param>
internal sealed record BackedUpProduct(string Name, string Repository, string Branch);
