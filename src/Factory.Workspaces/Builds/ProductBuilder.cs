using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Microsoft.Extensions.Logging;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Builds trees under <c>products/NAME/builds/TREE</c>. Whoever asks for a tree that is being built waits for that build; a good one is kept, a bad one is
/// built anew the next time. Nothing writes a kept build (<see cref="BuildCopies"/>); should it be different nevertheless, it is not used.
/// </summary>
internal sealed partial class ProductBuilder(
    GitCommand git,
    MirrorRepository mirror,
    ProductCheckout checkout,
    ManifestReader manifests,
    CommandTrustPolicy trustPolicy,
    ISandbox sandbox,
    KeyedLocks locks,
    FactoryPaths paths,
    TimeProvider time,
    ILogger<ProductBuilder> logger)
{
    /// <value>Five minutes, 256 KiB of output, 256 processes.</value>
    public static CommandLimits Limits { get; } = new(TimeSpan.FromMinutes(5));

    /// <summary>Where a tree is built.</summary>
    public string FolderOf(ProductRef product, string tree) => Path.Combine(paths.Builds(product.Name), tree);

    /// <summary>The file that says that a folder holds a whole and good build. It is touched whenever the build is used.</summary>
    public static string RecordFileOf(string folder) => folder + ".json";

    /// <summary>The kept build of a commit's tree, or a new one, good or bad.</summary>
    /// <param name="report">Called before the build command runs.</param>
    public async Task<BuildRecord> BuildAsync(ProductRef product, string commit, Func<string, Task> report, CancellationToken cancellationToken)
    {
        var places = await mirror.OpenAsync(product);
        var tree = await ResolveTreeAsync(places, commit, cancellationToken);
        await trustPolicy.EnsureAllowedAsync(places, commit, cancellationToken);
        var folder = FolderOf(product, tree);
        using var _ = await locks.AcquireAsync(folder, cancellationToken);
        if (await ReadKeptBuildAsync(folder, cancellationToken) is { } kept)
        {
            File.SetLastWriteTimeUtc(RecordFileOf(folder), time.GetUtcNow().UtcDateTime);
            return kept with { Commit = commit };
        }

        await checkout.WriteAsync(places, tree, folder, cancellationToken);
        var reading = manifests.Read(folder);
        var result = await RunBuildCommandAsync(reading.Manifest?.Build, folder, report, cancellationToken);
        var record = await AddFingerprintAsync(new BuildRecord(commit, tree, reading.Manifest, reading.Errors, result), folder, cancellationToken);
        if (record.IsSuccessful())
        {
            await File.WriteAllTextAsync(RecordFileOf(folder) + ".new", JsonSerializer.Serialize(record, FactoryJson.Options), cancellationToken);
            File.Move(RecordFileOf(folder) + ".new", RecordFileOf(folder), overwrite: true);
        }

        return record;
    }

    private async Task<string> ResolveTreeAsync(MirrorPaths places, string commit, CancellationToken cancellationToken) =>
        CommitHash.IsValid(commit)
            ? await git.RunAsync(places.Mirror, ["rev-parse", "--verify", commit + "^{tree}"], cancellationToken)
            : throw new FactoryException(ErrorCodes.GitFailed, $"'{CommitHash.Abbreviate(commit)}' is not the full name of a commit.");

    private async Task<CommandResult?> RunBuildCommandAsync(string? command, string folder, Func<string, Task> report, CancellationToken cancellationToken)
    {
        if (command is null)
        {
            return null;
        }

        await report("running build: " + command);
        return await sandbox.RunAsync(new SandboxedCommand(command, folder, Limits), cancellationToken);
    }

    private static async Task<BuildRecord> AddFingerprintAsync(BuildRecord record, string folder, CancellationToken cancellationToken)
    {
        if (!record.IsSuccessful())
        {
            return record;
        }

        if (record.Manifest!.Serve.Static is { } served && FindLink(folder, served) is { } link)
        {
            return record with { Errors = [$"serve.static: '{link}' is a link; files are served from a folder of the product itself."] };
        }

        try
        {
            return record with { Fingerprint = await UntrustedDirectory.FingerprintAsync(folder, cancellationToken) };
        }
        catch (Exception exception) when (UntrustedDirectory.IsUnreadable(exception))
        {
            return record with
            {
                Errors = ["The build left files that cannot be read: names that are not valid UTF-8, a nesting that is too deep, or no permission to read them. Leave none of those behind."],
            };
        }
    }

    private static string? FindLink(string folder, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, parts.Length)
            .Select(count => string.Join('/', parts[..count]))
            .FirstOrDefault(part => new FileInfo(Path.Combine(folder, part)).LinkTarget is not null);
    }

    private async Task<BuildRecord?> ReadKeptBuildAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder) || !File.Exists(RecordFileOf(folder)))
        {
            return null;
        }

        await using var stream = File.OpenRead(RecordFileOf(folder));
        var record = await JsonSerializer.DeserializeAsync<BuildRecord>(stream, FactoryJson.Options, cancellationToken);
        if (record?.Fingerprint is not null && record.Fingerprint == await UntrustedDirectory.FingerprintAsync(folder, cancellationToken))
        {
            return record;
        }

        LogBuildModified(logger, folder);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "The build {Folder} is not what it was when it was made; it is made again.")]
    private static partial void LogBuildModified(ILogger logger, string folder);
}
