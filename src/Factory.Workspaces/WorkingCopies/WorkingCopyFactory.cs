using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Makes the clone that an agent gets: its own git folder that borrows the product's objects, one branch for the attempt and the product's branch to
/// compare with. Made by hand instead of with <c>git clone --shared</c>: no other branch gets in, and the product's configuration is not read.
/// </summary>
internal sealed class WorkingCopyFactory(GitCommand git)
{
    /// <value>What a clone's name ends in until it is finished.</value>
    public const string UnfinishedSuffix = ".new";

    /// <summary>Makes a clone at a path that is not there yet. All or nothing: it appears by a rename.</summary>
    public async Task CreateAsync(string folder, MirrorPaths places, WorkingCopyMetadata facts, CancellationToken cancellationToken)
    {
        var unfinished = folder + UnfinishedSuffix;
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        var branch = WorkingCopyPaths.BranchOf(facts.Attempt);
        await git.InitAsync(unfinished, facts.Attempt.Value, ["--object-format=" + places.ObjectFormat, "--initial-branch=" + branch], cancellationToken);
        var place = new GitContext(Path.Combine(unfinished, ".git"), facts.Attempt.Value) { WorkTree = unfinished };
        Directory.CreateDirectory(Path.Combine(place.GitDir, "objects", "info"));
        await File.WriteAllTextAsync(Path.Combine(place.GitDir, "objects", "info", "alternates"), places.ObjectFolder + "\n", cancellationToken);
        await File.AppendAllTextAsync(
            Path.Combine(place.GitDir, "config"), $"[user]\n\tname = {GitSettings.AuthorName}\n\temail = {GitSettings.AuthorEmail}\n[gc]\n\tauto = 0\n", cancellationToken);
        await git.RunAsync(place, ["update-ref", "refs/heads/" + facts.Product.Branch, facts.BaseCommit], cancellationToken);
        await git.RunAsync(place, ["update-ref", "refs/heads/" + branch, facts.BaseCommit], cancellationToken);
        await git.RunAsync(place, ["read-tree", "-m", "-u", facts.BaseCommit], cancellationToken);
        Directory.Move(unfinished, folder);
    }
}
