using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Silo.Hosting;
using Factory.Storage.Backups;

namespace Factory.Silo.Backups;

/// <summary>
/// Restores a data folder from a backup. The backup is unpacked and checked beside the folder and then moved into its
/// place; until that move nothing changes.
/// </summary>
internal sealed class BackupRestorer(FactoryPaths paths, IRepositoryBundles bundles, TimeProvider time)
{
    private const string Hint = "Use another backup.";

    /// <summary>Restores the data folder.</summary>
    /// <param name="file">Full path of the backup.</param>
    /// <param name="force">True to move the present content of the folder aside; false to fail when there is
    /// any.</param>
    /// <param name="upgrade">Upgrades the database of the given data folder to this program's version and rebuilds its
    /// index.</param>
    /// <exception cref="FactoryException"><c>backup.invalid</c>, <c>backup.failed</c>, <c>data.locked</c>,
    /// <c>data.not_empty</c>, <c>data.version_too_new</c>, <c>data.unusable</c>, <c>git.failed</c>.</exception>
    public async Task<RestoreResult> RestoreAsync(
        string file,
        bool force,
        Func<FactoryPaths, Task> upgrade,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new FactoryException(ErrorCodes.BackupInvalid, $"There is no file {file}.", "Make one with: factory backup");
        }

        var (isNewFolder, isNewLock) = (!Directory.Exists(paths.Data), !File.Exists(paths.LockFile));
        using var held = DataFolderLock.Acquire(paths);
        try
        {
            return await RestoreLockedAsync(file, force, upgrade, cancellationToken);
        }
        catch (FactoryException) when (isNewLock)
        {
            held.Undo(isNewFolder);
            throw;
        }
    }

    private async Task<RestoreResult> RestoreLockedAsync(
        string file,
        bool force,
        Func<FactoryPaths, Task> upgrade,
        CancellationToken cancellationToken)
    {
        var isEmpty = IsEmpty(force);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

        // Beside the data folder: Directory.Move cannot cross file systems, and within one it is a single rename.
        var staging = new FactoryPaths($"{paths.Data}.restoring-{stamp}");
        try
        {
            // Moved into place together with the folder, so that no silo starts in it before this method has ended. The
            // lock of the present folder leaves with that folder.
            using var next = DataFolderLock.Acquire(staging);
            var manifest = await UnpackAsync(file, staging, cancellationToken);
            await RebuildAsync(manifest, staging, cancellationToken);
            await upgrade(staging);
            var aside = isEmpty ? null : $"{paths.Data}.before-{stamp}";
            Swap(staging, aside);
            return new RestoreResult(
                paths.Data,
                manifest.CreatedAt,
                manifest.Products.Count,
                aside,
                Path.Combine(paths.Data, BackupLayout.Configuration));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.BackupFailed,
                $"{file} could not be restored into {paths.Data}: {e.Message}",
                "The data folder is unchanged. Check free space and access rights beside it.",
                inner: e);
        }
        finally
        {
            if (Directory.Exists(staging.Data))
            {
                Directory.Delete(staging.Data, recursive: true);
            }
        }
    }

    private bool IsEmpty(bool force)
    {
        var isEmpty = !Directory.EnumerateFileSystemEntries(paths.Data).Any(e => e != paths.LockFile);
        return isEmpty || force
            ? isEmpty
            : throw new FactoryException(
                ErrorCodes.DataNotEmpty,
                $"{paths.Data} is not empty.",
                "Restore into another folder with --data DIR, or use --force, which moves the present content aside.");
    }

    private static async Task<BackupManifest> UnpackAsync(string file, FactoryPaths staging, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            await using var zip = new GZipStream(stream, CompressionMode.Decompress);
            await using var tar = new TarReader(zip);
            BackupManifest? manifest = null;
            while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry)
            {
                // Only regular files: a symbolic or hard link would let a later entry write through it to a place
                // outside of the folder, although its own name passes the check.
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !BackupLayout.IsExpected(entry.Name))
                {
                    throw new FactoryException(
                        ErrorCodes.BackupInvalid,
                        $"{file} holds '{entry.Name}', which is not part of a backup.",
                        Hint);
                }

                // The writer puts the manifest first, so an unknown format is rejected before anything is unpacked.
                if (manifest is null)
                {
                    manifest = ReadManifest(file, entry);
                    continue;
                }

                await UnpackEntryAsync(file, entry, staging, cancellationToken);
            }

            return manifest is not null && File.Exists(staging.Database)
                ? manifest
                : throw new FactoryException(
                    ErrorCodes.BackupInvalid,
                    $"{file} is not a factory backup: it has no {BackupLayout.Database}.",
                    Hint);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new FactoryException(
                ErrorCodes.BackupInvalid,
                $"{file} is not a factory backup, or it is damaged: {e.Message}",
                Hint,
                inner: e);
        }
    }

    private static async Task UnpackEntryAsync(string file, TarEntry entry, FactoryPaths staging, CancellationToken cancellationToken)
    {
        var target = Path.Combine(staging.Data, entry.Name);
        if (File.Exists(target))
        {
            throw new FactoryException(
                ErrorCodes.BackupInvalid,
                $"{file} holds '{entry.Name}' twice, so it is not clear which one counts.",
                Hint);
        }

        PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
        await using var to = PrivateFiles.Create(target);
        await (entry.DataStream ?? Stream.Null).CopyToAsync(to, cancellationToken);
    }

    private static BackupManifest ReadManifest(string file, TarEntry entry)
    {
        try
        {
            var manifest = entry.Name == BackupLayout.Manifest && entry.DataStream is { } data
                ? JsonSerializer.Deserialize<BackupManifest>(data, FactoryJson.Options)
                : null;

            // The names of products become paths of repositories, so they must pass the same check as the names of
            // entries.
            if (manifest?.Products is null
                || manifest.Format < 1
                || manifest.Products.Any(p => !BackupLayout.IsExpected($"{BackupLayout.Products}/{p.Name}/{BackupLayout.Bundle}")))
            {
                throw new FactoryException(ErrorCodes.BackupInvalid, $"{file} is not a factory backup.", Hint);
            }

            return manifest.Format <= BackupManifest.CurrentFormat
                ? manifest
                : throw new FactoryException(
                    ErrorCodes.BackupInvalid,
                    $"{file} has format {manifest.Format} (written by version {manifest.Program}); this program reads formats up to " +
                    $"{BackupManifest.CurrentFormat}.",
                    "Use the newer program that wrote it.");
        }
        catch (JsonException e)
        {
            throw new FactoryException(ErrorCodes.BackupInvalid, $"{file} is not a factory backup: {e.Message}", Hint, inner: e);
        }
    }

    /// <summary>
    /// Restores repositories from their bundles, and replaces the folder names in states and files by those of the new
    /// location.
    /// </summary>
    private async Task RebuildAsync(BackupManifest manifest, FactoryPaths staging, CancellationToken cancellationToken)
    {
        foreach (var product in manifest.Products)
        {
            var bundle = Path.Combine(staging.Product(product.Name), BackupLayout.Bundle);
            await bundles.LoadAsync(bundle, product.Name, staging.Repository(product.Name), product.Branch, cancellationToken);
            File.Delete(bundle);
            foreach (var file in new[] { staging.ProductFile(product.Name), staging.DeploymentsFile(product.Name) }.Where(File.Exists))
            {
                var text = await File.ReadAllTextAsync(file, cancellationToken);
                await File.WriteAllTextAsync(
                    file,
                    text.Replace(
                        DatabaseBackup.ToJson(product.Repository),
                        DatabaseBackup.ToJson(paths.Repository(product.Name)),
                        StringComparison.Ordinal),
                    cancellationToken);
            }
        }

        DatabaseBackup.Check(staging.Database);
        DatabaseBackup.Relocate(staging.Database, [.. manifest.Products.Select(p => (p.Repository, paths.Repository(p.Name)))]);
    }

    private void Swap(FactoryPaths staging, string? aside)
    {
        // A rename does not replace an existing folder, so the present one has to make room first.
        if (aside is null)
        {
            Directory.Delete(paths.Data, recursive: true);
        }
        else
        {
            Directory.Move(paths.Data, aside);
        }

        try
        {
            Directory.Move(staging.Data, paths.Data);
        }
        catch (IOException) when (aside is not null && !Directory.Exists(paths.Data))
        {
            // The data is moved back, because the error says that the folder is unchanged. A crash between the two
            // moves leaves it under the name of "aside".
            Directory.Move(aside, paths.Data);
            throw;
        }
    }
}
