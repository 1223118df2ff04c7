using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Silo.Api;
using Factory.Silo.Hosting;
using Factory.Storage.Backups;

namespace Factory.Silo.Backups;

/// <summary>
/// Writes a data folder into one file, also while its silo runs. The database is copied first, as of one moment;
/// repositories and files are copied after it and may be slightly newer, which is the same state that a crash leaves:
/// recovery handles both the same way.
/// </summary>
/// <remarks>
/// Left out: what can be recreated (builds, working copies, the mirror, coding CLIs), sessions of coding CLIs (their homes
/// are written by untrusted programs, and transcripts say what they did), logs, and the access token. Repositories outside
/// of the data folder belong to the operator, and so do the keys of secrets.
/// </remarks>
internal sealed class BackupWriter(FactoryPaths paths, string configFolder, IRepositoryBundles bundles, TimeProvider time)
{
    /// <summary>Writes the backup under a temporary name and renames it when it is complete.</summary>
    /// <exception cref="FactoryException"><c>backup.failed</c>, <c>data.unusable</c>, <c>git.failed</c>.</exception>
    public async Task<BackupResult> WriteAsync(string file, CancellationToken cancellationToken)
    {
        EnsureWritable(file);

        // Beside the result, so that the last step is a rename on one file system: a file with the final name is always
        // complete.
        var folder = file + ".unfinished";
        try
        {
            PrivateFiles.CreateFolder(folder);
            var staged = Path.Combine(folder, "backup.tar.gz");
            var products = await StageAsync(folder, staged, cancellationToken);
            File.Move(staged, file);
            return new BackupResult(file, new FileInfo(file).Length, products);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.BackupFailed,
                $"The backup {file} could not be written: {e.Message}",
                "Free space there, or name another location with --output FILE.",
                inner: e);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private void EnsureWritable(string file)
    {
        if (!File.Exists(paths.Database))
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"There is no factory data in {paths.Data}.",
                "Name the folder with --data DIR.");
        }

        if (Path.Exists(file))
        {
            throw new FactoryException(
                ErrorCodes.BackupFailed,
                $"{file} already exists.",
                "Name another file with --output FILE; nothing was overwritten.");
        }

        if (Path.GetDirectoryName(file) is { Length: > 0 } parent && !Directory.Exists(parent))
        {
            // Not created: a name with a typing error would leave a folder, and the backup where nobody looks for it.
            throw new FactoryException(
                ErrorCodes.BackupFailed,
                $"There is no folder {parent}.",
                "Create it, or name another location with --output FILE.");
        }
    }

    private async Task<int> StageAsync(string folder, string staged, CancellationToken cancellationToken)
    {
        var database = Path.Combine(folder, BackupLayout.Database);
        DatabaseBackup.Copy(paths.Database, database);
        var products = new List<BackedUpProduct>();
        foreach (var name in ProductNames())
        {
            // A repository elsewhere belongs to the operator: it is neither copied nor would a restore have the right
            // to overwrite it.
            if (ReadProduct(name) is { } product && product.Repository == paths.Repository(name))
            {
                products.Add(product);
                await bundles.SaveAsync(product.Repository, name, Path.Combine(folder, name + ".bundle"), cancellationToken);
            }
        }

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, SiloInfo.ProgramVersion, time.GetUtcNow(), paths.Data, products);
        await File.WriteAllTextAsync(
            Path.Combine(folder, BackupLayout.Manifest),
            JsonSerializer.Serialize(manifest, FactoryJson.Options),
            cancellationToken);

        await using (var stream = PrivateFiles.Create(staged))
        {
            await using var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
            await AddAsync(tar, folder, products, cancellationToken);

            // Disposed here as well, in this order: tar writes its end mark and gzip its checksum only then, and both
            // must be in the stream before it is flushed to disk. The second disposal by "using" does nothing.
            await tar.DisposeAsync();
            await zip.DisposeAsync();
            stream.Flush(flushToDisk: true);
        }

        return products.Count;
    }

    private async Task AddAsync(TarWriter tar, string folder, List<BackedUpProduct> products, CancellationToken cancellationToken)
    {
        await tar.WriteEntryAsync(Path.Combine(folder, BackupLayout.Manifest), BackupLayout.Manifest, cancellationToken);
        await tar.WriteEntryAsync(Path.Combine(folder, BackupLayout.Database), BackupLayout.Database, cancellationToken);
        foreach (var product in products)
        {
            await tar.WriteEntryAsync(
                Path.Combine(folder, product.Name + ".bundle"),
                $"{BackupLayout.Products}/{product.Name}/{BackupLayout.Bundle}",
                cancellationToken);
        }

        foreach (var name in ProductNames())
        {
            await AddFileAsync(tar, paths.ProductFile(name), $"{BackupLayout.Products}/{name}/product.json", cancellationToken);
            await AddFileAsync(tar, paths.DeploymentsFile(name), $"{BackupLayout.Products}/{name}/deployments.json", cancellationToken);
        }

        await AddFileAsync(tar, paths.SecretFile, BackupLayout.Secrets, cancellationToken);
        await AddFolderAsync(tar, paths.SecretKeys, BackupLayout.SecretKeys, cancellationToken);
        await AddFolderAsync(tar, paths.Transcripts, BackupLayout.Transcripts, cancellationToken);
        await AddFolderAsync(tar, configFolder, BackupLayout.Configuration, cancellationToken);
    }

    private static async Task AddFolderAsync(TarWriter tar, string folder, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                await AddFileAsync(tar, file, $"{name}/{Path.GetRelativePath(folder, file)}", cancellationToken);
            }
        }
    }

    // Read into memory first: a transcript may grow meanwhile, and a tar entry states its length before its content.
    private static async Task AddFileAsync(TarWriter tar, string file, string name, CancellationToken cancellationToken)
    {
        if (!File.Exists(file) || !BackupLayout.IsExpected(name))
        {
            return;
        }

        await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        await source.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content }, cancellationToken);
    }

    private IEnumerable<string> ProductNames() => Directory.Exists(paths.Products)
        ? Directory.EnumerateDirectories(paths.Products)
            .Select(f => Path.GetFileName(f))
            .Where(n => File.Exists(paths.ProductFile(n)))
            .Order(StringComparer.Ordinal)
        : [];

    private BackedUpProduct? ReadProduct(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<BackedUpProduct>(
                File.ReadAllText(paths.ProductFile(name)),
                FactoryJson.Options) is { } product ? product with { Name = name } : null;
        }
        catch (JsonException e)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"{paths.ProductFile(name)} is not readable: {e.Message}",
                "Restore it from a backup.",
                inner: e);
        }
    }
}
