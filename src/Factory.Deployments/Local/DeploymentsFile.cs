using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;

namespace Factory.Deployments.Local;

/// <summary>The deployments of a product, persisted in <c>products/NAME/deployments.json</c>.</summary>
/// <param name="Product">The product.</param>
/// <param name="Port">The port on which it is served; 0 before the first deployment.</param>
/// <param name="ServingVersion">The number of the served version; 0 before the first deployment.</param>
/// <param name="Versions">Every version that was ever healthy, in order.</param>
/// <param name="IsStopped">True when the operator stopped the product: it is not served after a restart.</param>
/// <param name="IsAsleep">True when its program was ended because nobody used it: after a restart of the silo, too, the
/// next request starts it.</param>
internal sealed record Deployments(
    ProductRef Product,
    int Port,
    int ServingVersion,
    IReadOnlyList<DeployedVersionRecord> Versions,
    bool IsStopped = false,
    bool IsAsleep = false)
{
    /// <summary>The version of a commit; null when it was never deployed.</summary>
    public DeployedVersionRecord? Find(string commit) => Versions.LastOrDefault(v => v.Commit == commit);

    /// <summary>The served version; null before the first deployment.</summary>
    public DeployedVersionRecord? Current() => Versions.FirstOrDefault(v => v.Number == ServingVersion);
}

/// <summary>A deployed version.</summary>
/// <param name="Number">From 1, never reused.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="Tree">The commit's tree; it names the build.</param>
/// <param name="HealthPath">The path that must answer 200.</param>
/// <param name="DeployedAt">When it was first healthy.</param>
internal sealed record DeployedVersionRecord(int Number, string Commit, string Tree, string HealthPath, DateTimeOffset DeployedAt);

/// <summary>Reads and writes <see cref="Deployments"/>; writes are atomic.</summary>
internal sealed class DeploymentsFile(FactoryPaths paths) : IDeployedBuilds
{
    private const string FileName = "deployments.json";

    /// <summary>A product's deployments; empty ones when it has none.</summary>
    public async Task<Deployments> ReadAsync(ProductRef product, CancellationToken cancellationToken) =>
        await TryReadAsync(product.Name, cancellationToken) is { } known
            ? known with { Product = product }
            : new Deployments(product, 0, 0, []);

    /// <summary>Names of all products.</summary>
    public IReadOnlyList<string> ListProducts() =>
        Directory.Exists(paths.Products)
            ? [.. Directory.EnumerateDirectories(paths.Products).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)]
            : [];

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> GetTreesAsync(string product, int versions, CancellationToken cancellationToken)
    {
        var deployments = await TryReadAsync(product, cancellationToken);
        return deployments is null ? new HashSet<string>() : deployments.Versions
            .Where(v => v.Number != deployments.ServingVersion)
            .OrderByDescending(v => v.Number)
            .Take(versions)
            .Concat(deployments.Versions.Where(v => v.Number == deployments.ServingVersion))
            .Select(v => v.Tree)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Replaces the deployments of a product.</summary>
    public async Task WriteAsync(Deployments deployments, CancellationToken cancellationToken)
    {
        var folder = paths.Product(deployments.Product.Name);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(deployments, FactoryJson.Options), cancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Forgets the deployments of a product.</summary>
    public void Delete(string product) => File.Delete(Path.Combine(paths.Product(product), FileName));

    /// <summary>A product's deployments; null when it has none.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be read.</exception>
    public async Task<Deployments?> TryReadAsync(string product, CancellationToken cancellationToken)
    {
        var file = Path.Combine(paths.Product(product), FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Deployments>(await File.ReadAllTextAsync(file, cancellationToken), FactoryJson.Options);
        }
        catch (JsonException exception)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"products/{product}/{FileName} in the data folder cannot be read: {exception.Message}",
                "Delete the file and deploy the product again.",
                inner: exception);
        }
    }
}
