using Factory.Contracts.Tasks;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Builds the tree of a commit. Concurrent requests for the same tree share one build; a successful build is kept, a
/// failed one is repeated on the next request. Nothing writes to a kept build (<see cref="BuildCopies"/>).
/// </summary>
internal sealed class ProductBuilder(
    ProductCheckout checkout,
    ManifestReader manifests,
    CommandTrustPolicy trustPolicy,
    ISandbox sandbox,
    KeyedLocks locks,
    BuildStore store)
{
    /// <summary>The limits of build and test commands.</summary>
    /// <value>Five minutes, 256 KiB of output, 256 processes.</value>
    public static CommandLimits Limits { get; } = new(TimeSpan.FromMinutes(5));

    /// <summary>Returns the kept build of a commit's tree, or builds it.</summary>
    /// <param name="product">The product.</param>
    /// <param name="commit">Full hash of the commit.</param>
    /// <param name="report">Called before the build command runs, with a line for the attempt's progress.</param>
    /// <param name="cancellationToken">Kills the build command.</param>
    /// <returns>The record of a successful or a failed build.</returns>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c> or
    /// <c>sandbox.missing</c>.</exception>
    public async Task<BuildRecord> BuildAsync(
        ProductRef product,
        string commit,
        Func<string, Task> report,
        CancellationToken cancellationToken)
    {
        var tree = await checkout.ResolveTreeAsync(product, commit, cancellationToken);
        await trustPolicy.EnsureAllowedAsync(product, commit, cancellationToken);
        var folder = store.FolderOf(product, tree);
        using var _ = await locks.AcquireAsync(folder, cancellationToken);
        if (await store.FindAsync(folder, cancellationToken) is { } kept)
        {
            // Several commits can have the same tree, for example a change and its revert.
            return kept with { Commit = commit };
        }

        await checkout.WriteAsync(product, tree, folder, cancellationToken);

        // The manifest is read before the build command runs, so that the command cannot change how the product is
        // tested and served.
        var reading = manifests.Read(folder);
        var result = await RunBuildCommandAsync(reading.Manifest?.Build, folder, report, cancellationToken);
        var record = await AddFingerprintAsync(
            new BuildRecord(commit, tree, reading.Manifest, reading.Errors, result),
            folder,
            cancellationToken);
        if (record.IsSuccessful())
        {
            await BuildStore.SaveAsync(folder, record, cancellationToken);
        }

        return record;
    }

    private async Task<CommandResult?> RunBuildCommandAsync(
        string? command,
        string folder,
        Func<string, Task> report,
        CancellationToken cancellationToken)
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

        // A link could make the silo's web server publish any file that the silo's user can read.
        if (record.Manifest!.Serve.Static is { } served && FindLink(folder, served) is { } link)
        {
            return record with
            {
                Errors = [$"serve.static: '{link}' is a link; files can be served only from a real folder of the product."]
            };
        }

        try
        {
            return record with { Fingerprint = await UntrustedDirectory.FingerprintAsync(folder, cancellationToken) };
        }
        catch (Exception exception) when (UntrustedDirectory.IsUnreadable(exception))
        {
            const string Error = "The build left files that cannot be read: names that are not valid UTF-8, a nesting that is too deep, " +
                "or missing read "
                + "permission. Change the build so that it leaves none of these.";
            return record with { Errors = [Error] };
        }
    }

    private static string? FindLink(string folder, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, parts.Length)
            .Select(count => string.Join('/', parts[..count]))
            .FirstOrDefault(part => new FileInfo(Path.Combine(folder, part)).LinkTarget is not null);
    }
}
