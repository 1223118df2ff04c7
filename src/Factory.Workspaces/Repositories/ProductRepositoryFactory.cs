using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Creates the repositories of new products under <c>products/NAME/repository</c>.</summary>
internal sealed class ProductRepositoryFactory(GitCommand git, FactoryPaths paths)
{
    /// <summary>The branch of a new repository.</summary>
    public const string DefaultBranch = "main";

    /// <summary>Creates a repository with one commit, and returns the full path of its folder.</summary>
    /// <param name="name">The product's name, already reserved.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(paths.Product(name), "repository");
        if (Directory.Exists(folder))
        {
            // A crash has left it incomplete. It contains no work, because nothing uses a repository before
            // product.json names it.
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), $"# {name}\n", cancellationToken);
        var context = new GitContext(Path.Combine(folder, ".git"), name) { WorkTree = folder };
        await git.InitAsync(folder, name, ["--initial-branch=" + DefaultBranch], cancellationToken);
        await git.RunAsync(context, ["add", "--all"], cancellationToken);
        await git.RunAsync(context, ["commit", "--quiet", "--message", $"Start {name}"], cancellationToken);
        return folder;
    }
}
