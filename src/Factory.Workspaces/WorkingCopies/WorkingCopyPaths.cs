using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>Where an attempt's working copy is kept.</summary>
/// <param name="Folder">The clone; the agent may write everything in it, its <c>.git</c> included.</param>
/// <param name="MetadataFile">What the factory knows of it, beside it and out of the agent's reach.</param>
internal sealed record WorkingCopyPaths(string Folder, string MetadataFile)
{
    /// <summary>The folders of an attempt.</summary>
    public static WorkingCopyPaths For(FactoryPaths paths, AttemptId attempt) =>
        new(Path.Combine(paths.WorkingCopies, attempt.Value), Path.Combine(paths.WorkingCopies, attempt.Value + ".json"));

    /// <summary>The attempt's branch.</summary>
    public static string BranchOf(AttemptId attempt) => "factory/" + attempt;

    /// <summary>The reference that keeps the attempt's taken commits forever, in the product's repository and in its mirror.</summary>
    public static string CommittedRefOf(AttemptId attempt) => "refs/factory/attempts/" + attempt;

    /// <summary>The mirror seen through the attempt's files: the agent's working tree, the factory's configuration and index.</summary>
    public static GitContext StagingContext(GitContext hub, WorkingCopyMetadata facts, string folder) =>
        hub with { WorkTree = folder, IndexFile = IndexFileOf(hub, facts.Attempt) };

    /// <summary>The factory's own index of an attempt's files.</summary>
    public static string IndexFileOf(GitContext hub, AttemptId attempt) => Path.Combine(hub.GitDir, "indexes", attempt.Value);

    /// <summary>What was written down of a working copy; null when nothing was.</summary>
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

/// <summary>What is written down of a working copy.</summary>
internal sealed record WorkingCopyMetadata(AttemptId Attempt, string BaseCommit, Factory.Contracts.Tasks.ProductRef Product);
