using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Workspaces.Evidence;
using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Keeps successful builds under <c>products/NAME/builds/TREE</c>, with a <see cref="BuildRecord"/> beside each folder.
/// A folder without a record does not count as a build.
/// </summary>
internal sealed partial class BuildStore(FactoryPaths paths, TimeProvider time, ILogger<BuildStore> logger)
{
    /// <summary>Returns the full path of the folder in which a tree is built.</summary>
    public string FolderOf(ProductRef product, string tree) => Path.Combine(paths.Builds(product.Name), tree);

    /// <summary>Returns the full path of the record of a build. Its last write is the build's last use.</summary>
    public static string RecordFileOf(string folder) => folder + ".json";

    /// <summary>
    /// Returns the record of a kept build and marks it as used; null when there is none, or when its files or its
    /// record have changed since.
    /// </summary>
    public async Task<BuildRecord?> FindAsync(string folder, CancellationToken cancellationToken)
    {
        var file = RecordFileOf(folder);
        if (!Directory.Exists(folder) || !File.Exists(file))
        {
            return null;
        }

        var record = await ReadAsync(file, cancellationToken);

        // The files are compared each time, because a build that passed its review is what gets deployed. Without a
        // sandbox, any command of any product could have changed them since.
        if (record?.Fingerprint is null || record.Fingerprint != await TryFingerprintAsync(folder, cancellationToken))
        {
            LogBuildModified(folder);
            return null;
        }

        File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        return record;
    }

    /// <summary>Keeps a successful build.</summary>
    public static async Task SaveAsync(string folder, BuildRecord record, CancellationToken cancellationToken)
    {
        // Written under another name and renamed, so that a crash cannot leave a record that is half written.
        var file = RecordFileOf(folder);
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(record, FactoryJson.Options), cancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Adds the tests that ran on a kept build to its record. Does nothing when it is no longer kept.</summary>
    public static async Task SaveTestsAsync(string folder, TestCounts tests, CancellationToken cancellationToken)
    {
        if (File.Exists(RecordFileOf(folder)) && await ReadAsync(RecordFileOf(folder), cancellationToken) is { } record)
        {
            await SaveAsync(folder, record with { Tests = tests }, cancellationToken);
        }
    }

    /// <summary>Returns the tests that ran on a kept build; null when that is unknown.</summary>
    public static async Task<TestCounts?> FindTestsAsync(string folder, CancellationToken cancellationToken) =>
        File.Exists(RecordFileOf(folder)) ? (await ReadAsync(RecordFileOf(folder), cancellationToken))?.Tests : null;

    private static async Task<BuildRecord?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        try
        {
            return await JsonSerializer.DeserializeAsync<BuildRecord>(stream, FactoryJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            // Damaged, for example by a power cut. Building again replaces it; failing here would stop the product.
            return null;
        }
    }

    private static async Task<string?> TryFingerprintAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await UntrustedDirectory.FingerprintAsync(folder, cancellationToken);
        }
        catch (Exception exception) when (UntrustedDirectory.IsUnreadable(exception))
        {
            // The build could be read when it was kept, so its files have changed.
            return null;
        }
    }
}
