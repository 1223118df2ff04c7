using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Copies builds for commands that write: tests receive a temporary copy, a served program a permanent one. The build
/// itself never changes, so that what is deployed is what was built from the reviewed commit, whatever its tests or an
/// earlier run did to their folder.
/// </summary>
internal sealed class BuildCopies(KeyedLocks locks)
{
    /// <summary>Returns the full path of a build's permanent copy.</summary>
    public static string RunCopyOf(string build) => build + ".run";

    /// <summary>Runs a function on a temporary copy. Calls for the same build run one after another.</summary>
    public Task<T> WithTestCopyAsync<T>(string build, Func<string, Task<T>> use, CancellationToken cancellationToken) =>
        WithTestFolderAsync(build, copy => UntrustedDirectory.CopyAsync(build, copy, cancellationToken), use, cancellationToken);

    /// <summary>Runs a function on a temporary folder. Calls for the same build run one after another.</summary>
    /// <param name="build">Full path of the build that is tested.</param>
    /// <param name="fill">Creates the folder, whose full path it receives.</param>
    /// <param name="use">The function, which receives the same path.</param>
    /// <param name="cancellationToken">Ends the wait for other calls.</param>
    public async Task<T> WithTestFolderAsync<T>(
        string build,
        Func<string, Task> fill,
        Func<string, Task<T>> use,
        CancellationToken cancellationToken)
    {
        var copy = build + ".test";
        using var _ = await locks.AcquireAsync(copy, cancellationToken);

        // A killed silo may have left an earlier copy.
        await UntrustedDirectory.DeleteAsync(copy, cancellationToken);
        try
        {
            await fill(copy);
            return await use(copy);
        }
        finally
        {
            await UntrustedDirectory.DeleteAsync(copy, CancellationToken.None);
        }
    }

    /// <summary>Returns the full path of the permanent copy, and creates it when it does not exist.</summary>
    public async Task<string> GetOrCreateRunCopyAsync(string build, CancellationToken cancellationToken)
    {
        var copy = RunCopyOf(build);
        using var _ = await locks.AcquireAsync(copy, cancellationToken);
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            await UntrustedDirectory.DeleteAsync(unfinished, cancellationToken);
            await UntrustedDirectory.CopyAsync(build, unfinished, cancellationToken);

            // The rename makes the copy appear complete or not at all, also when the silo is killed here.
            Directory.Move(unfinished, copy);
        }

        return copy;
    }
}
