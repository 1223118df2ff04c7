using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary>Good builds only; a bad one is an error with the last of its output.</summary>
internal sealed class ProductBuilds(ProductBuilder builder, BuildCopies copies) : IProductBuilds
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
            var shown = output.Length > MaxOutputCharacters ? "…" + output[^MaxOutputCharacters..] : output;
            throw new FactoryException(ErrorCodes.DeployFailed, $"'{record.Manifest.Build}' {(record.Result.ExceededLimit is { } limit ? "was killed by " + limit : $"ended with exit code {record.Result.ExitCode}")}:\n{shown}");
        }

        return new ProductBuild(builder.FolderOf(product, record.Tree), commit, record.Tree, record.Manifest);
    }

    /// <inheritdoc/>
    public Task<string> CreateRunCopyAsync(ProductBuild build, CancellationToken cancellationToken) => copies.GetOrCreateRunCopyAsync(build.Folder, cancellationToken);
}
