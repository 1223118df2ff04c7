using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>The paths of an attempt's working copy.</summary>
/// <param name="Folder">Full path of the clone. The agent can write to everything in it, including <c>.git</c>.</param>
/// <param name="MetadataFile">Full path of the factory's metadata, next to the clone, where the agent cannot
/// write.</param>
internal sealed record WorkingCopyPaths(string Folder, string MetadataFile)
{
    /// <summary>Returns the paths of an attempt.</summary>
    public static WorkingCopyPaths For(FactoryPaths paths, AttemptId attempt) =>
        new(Path.Combine(paths.WorkingCopies, attempt.Value), Path.Combine(paths.WorkingCopies, attempt.Value + ".json"));

    /// <summary>Returns the name of the attempt's branch.</summary>
    public static string BranchOf(AttemptId attempt) => "factory/" + attempt;

    /// <summary>
    /// Returns the reference that protects the attempt's commits from garbage collection, in the product's repository
    /// and in its mirror.
    /// </summary>
    public static string CommittedRefOf(AttemptId attempt) => "refs/factory/attempts/" + attempt;

    /// <summary>
    /// Returns the context for staging: the files of the agent, the configuration and index of the factory.
    /// </summary>
    public static GitContext StagingContext(GitContext mirror, WorkingCopyMetadata metadata, string folder) =>
        mirror with { WorkTree = folder, IndexFile = IndexFileOf(mirror, metadata.Attempt) };

    /// <summary>Returns the full path of the factory's index for an attempt.</summary>
    public static string IndexFileOf(GitContext mirror, AttemptId attempt) => Path.Combine(mirror.GitDir, "indexes", attempt.Value);

    /// <summary>Returns the metadata of a working copy; null when there is none.</summary>
    public static async Task<WorkingCopyMetadata?> ReadMetadataAsync(WorkingCopyPaths folders, CancellationToken cancellationToken)
    {
        if (!File.Exists(folders.MetadataFile))
        {
            return null;
        }

        await using var stream = File.OpenRead(folders.MetadataFile);
        return await JsonSerializer.DeserializeAsync<WorkingCopyMetadata>(stream, FactoryJson.Options, cancellationToken);
    }
}

/// <summary>The factory's metadata of a working copy.</summary>
/// <param name="Attempt">The attempt that it belongs to.</param>
/// <param name="BaseCommit">Full hash of the commit that it started from.</param>
/// <param name="Product">The product.</param>
internal sealed record WorkingCopyMetadata(AttemptId Attempt, string BaseCommit, Factory.Contracts.Tasks.ProductRef Product);
