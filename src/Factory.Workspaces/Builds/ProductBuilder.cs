using Factory.Contracts.Tasks;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Evidence;
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
    BuildStore store,
    BuildInspector inspector)
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
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>, <c>sandbox.missing</c>, or
    /// <c>data.disk_full</c>: others have filled the disk.</exception>
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
        var record = await inspector.AddFingerprintAsync(
            new BuildRecord(commit, tree, reading.Manifest, reading.Errors, result),
            folder,
            cancellationToken);
        if (record.IsSuccessful())
        {
            await BuildStore.SaveAsync(folder, record, cancellationToken);
        }

        return record;
    }

    /// <summary>Remembers the tests that ran on a build, with which later changes are compared.</summary>
    public async Task SaveTestsAsync(ProductRef product, string tree, TestCounts tests, CancellationToken cancellationToken)
    {
        var folder = store.FolderOf(product, tree);
        using var _ = await locks.AcquireAsync(folder, cancellationToken);
        await BuildStore.SaveTestsAsync(folder, tests, cancellationToken);
    }

    /// <summary>Returns the tests that ran on the build of a commit; null when that is unknown.</summary>
    public async Task<TestCounts?> FindTestsAsync(ProductRef product, string commit, CancellationToken cancellationToken)
    {
        var folder = store.FolderOf(product, await checkout.ResolveTreeAsync(product, commit, cancellationToken));
        using var _ = await locks.AcquireAsync(folder, cancellationToken);
        return await BuildStore.FindTestsAsync(folder, cancellationToken);
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
        var result = await sandbox.RunAsync(new SandboxedCommand(command, folder, Limits), cancellationToken);
        if (result.ExceededLimit is not null)
        {
            // What is left has no use, and can be what fills the disk.
            await UntrustedDirectory.DeleteAsync(folder, cancellationToken);
        }

        return result.ThrowIfDiskTakenByOthers();
    }
}
