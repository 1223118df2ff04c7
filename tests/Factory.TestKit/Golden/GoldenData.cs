using System.Data.Common;

namespace Factory.TestKit.Golden;

/// <summary>
/// The data folders under <c>tests/Golden</c>, one for each version of the database that was in use. Every later
/// version of the program must open them. <c>tests/Golden/README.md</c> says what is in them and how one is written.
/// </summary>
public static class GoldenData
{
    /// <summary>The database as SQL: its tables as that version created them, and their rows.</summary>
    public const string DumpFile = "factory.sql";

    /// <summary>Stands in the files for the full path of the data folder, which states and files name.</summary>
    public const string FolderPlaceholder = "{{data}}";

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Golden");

    /// <summary>Names of the folders, for example <c>v5</c>: the versions that must open.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. Directory.EnumerateDirectories(Root)
        .Select(f => Path.GetFileName(f))
        .Order(StringComparer.Ordinal)];

    /// <summary>Makes a data folder from a golden one.</summary>
    /// <param name="version">One of <see cref="Versions"/>.</param>
    /// <param name="dataFolder">Full path; created when missing.</param>
    /// <param name="connect">Makes a connection, not yet open, to the SQLite file at a path.</param>
    public static async Task RestoreAsync(string version, string dataFolder, Func<string, DbConnection> connect)
    {
        var source = Path.Combine(Root, version);
        var created = Directory.CreateDirectory(dataFolder);
        if (!OperatingSystem.IsWindows())
        {
            // The silo refuses a folder that others can enter.
            created.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != DumpFile))
        {
            var target = Path.Combine(dataFolder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, Expand(await File.ReadAllTextAsync(file), dataFolder));

            if (!OperatingSystem.IsWindows())
            {
                // The silo refuses a token that others can read, and git keeps no such mode.
                File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        await using var connection = connect(Path.Combine(dataFolder, "factory.db"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Expand(await File.ReadAllTextAsync(Path.Combine(source, DumpFile)), dataFolder);
        await command.ExecuteNonQueryAsync();
    }

    private static string Expand(string text, string dataFolder) => text.Replace(FolderPlaceholder, dataFolder, StringComparison.Ordinal);
}
