using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain;
using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Provides successful builds to deployments. A failed build becomes an exception that shows the end of its output.
/// </summary>
internal sealed class ProductBuilds(ProductBuilder builder, BuildStore store, BuildCopies copies) : IProductBuilds
{
    private const int MaxOutputCharacters = 2_000;

    /// <inheritdoc/>
    public async Task<ProductBuild> GetAsync(ProductRef product, string commit, CancellationToken cancellationToken)
    {
        var record = await builder.BuildAsync(product, commit, static _ => Task.CompletedTask, cancellationToken);
        if (record.Manifest is null || record.Errors.Count > 0)
        {
            throw new FactoryException(ErrorCodes.DeployFailed, $"{product.Name} cannot be built: {string.Join(" ", record.Errors)}");
        }

        if (!record.IsSuccessful())
        {
            var output = record.Result!.Output;
            var shown = output.Length > MaxOutputCharacters ? "…" + VisibleText.End(output, MaxOutputCharacters) : output;
            var ending = record.Result.ExceededLimit is { } limit
                ? "was killed by " + limit
                : $"ended with exit code {record.Result.ExitCode}";
            throw new FactoryException(ErrorCodes.DeployFailed, $"'{record.Manifest.Build}' {ending}:\n{shown}");
        }

        return new ProductBuild(store.FolderOf(product, record.Tree), commit, record.Tree, record.Manifest);
    }

    /// <inheritdoc/>
    public Task<string> CreateRunCopyAsync(ProductBuild build, CancellationToken cancellationToken) =>
        copies.GetOrCreateRunCopyAsync(build.Folder, cancellationToken);
}
