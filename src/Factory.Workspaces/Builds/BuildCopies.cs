using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Copies of kept builds, made for what writes: tests get one that is thrown away afterwards, a served program one that stays. The build itself is never written after it was
/// made, so what is deployed is what was built from the reviewed commit, whatever its tests or its earlier runs did to their folder.
/// </summary>
internal sealed class BuildCopies(KeyedLocks locks)
{
    /// <summary>Where the copy that stays lies.</summary>
    public static string RunCopyOf(string build) => build + ".run";

    /// <summary>Uses a copy that is deleted afterwards; one at a time for each build.</summary>
    public async Task<T> WithTestCopyAsync<T>(string build, Func<string, Task<T>> use, CancellationToken cancellationToken)
    {
        var copy = build + ".test";
        using var _ = await locks.AcquireAsync(copy, cancellationToken);
        await UntrustedDirectory.DeleteAsync(copy, cancellationToken);
        try
        {
            await UntrustedDirectory.CopyAsync(build, copy, cancellationToken);
            return await use(copy);
        }
        finally
        {
            await UntrustedDirectory.DeleteAsync(copy, CancellationToken.None);
        }
    }

    /// <summary>The copy that stays, made when it is not there. It appears by a rename, so one that is there is whole.</summary>
    public async Task<string> GetOrCreateRunCopyAsync(string build, CancellationToken cancellationToken)
    {
        var copy = RunCopyOf(build);
        using var _ = await locks.AcquireAsync(copy, cancellationToken);
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            await UntrustedDirectory.DeleteAsync(unfinished, cancellationToken);
            await UntrustedDirectory.CopyAsync(build, unfinished, cancellationToken);
            Directory.Move(unfinished, copy);
        }

        return copy;
    }
}
