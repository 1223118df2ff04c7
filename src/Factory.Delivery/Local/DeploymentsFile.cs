using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;

namespace Factory.Delivery.Local;

/// <summary>What is deployed of a product, as <c>products/NAME/deployments.json</c> keeps it.</summary>
/// <param name="Product">The product.</param>
/// <param name="Port">Where it is served; 0 before the first time.</param>
/// <param name="Serving">The version that is served; 0 before the first.</param>
/// <param name="Versions">Every version that was healthy once, in order.</param>
internal sealed record Deployments(ProductRef Product, int Port, int Serving, IReadOnlyList<VersionRecord> Versions)
{
    /// <summary>The version of a commit; null when it was never deployed.</summary>
    public VersionRecord? Find(string commit) => Versions.LastOrDefault(v => v.Commit == commit);

    /// <summary>The version that is served; null before the first.</summary>
    public VersionRecord? Current() => Versions.FirstOrDefault(v => v.Number == Serving);
}

/// <summary>A version.</summary>
/// <param name="Number">From 1, never reused.</param>
/// <param name="Commit">What it was built from.</param>
/// <param name="Tree">The commit's tree; it names the build.</param>
/// <param name="HealthPath">What must answer 200.</param>
/// <param name="DeployedAt">When it was healthy first.</param>
internal sealed record VersionRecord(int Number, string Commit, string Tree, string HealthPath, DateTimeOffset DeployedAt);

/// <summary>Reads and writes <see cref="Deployments"/>; a write is all or nothing.</summary>
internal sealed class DeploymentsFile(FactoryPaths paths) : IKeptVersions
{
    private const string FileName = "deployments.json";

    /// <summary>A product's deployments; empty ones when it has none.</summary>
    public async Task<Deployments> ReadAsync(ProductRef product, CancellationToken cancellationToken) =>
        await TryReadAsync(paths.Product(product.Name), cancellationToken) is { } known ? known with { Product = product } : new Deployments(product, 0, 0, []);

    /// <summary>Everything that is deployed.</summary>
    public async Task<IReadOnlyList<Deployments>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<Deployments>();
        if (!Directory.Exists(paths.Products))
        {
            return all;
        }

        foreach (var folder in Directory.EnumerateDirectories(paths.Products).Order(StringComparer.Ordinal))
        {
            if (await TryReadAsync(folder, cancellationToken) is { } deployments)
            {
                all.Add(deployments);
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> TreesAsync(string product, int versions, CancellationToken cancellationToken)
    {
        var deployments = await TryReadAsync(paths.Product(product), cancellationToken);
        return deployments is null ? new HashSet<string>() : deployments.Versions
            .Where(v => v.Number != deployments.Serving)
            .OrderByDescending(v => v.Number)
            .Take(versions)
            .Concat(deployments.Versions.Where(v => v.Number == deployments.Serving))
            .Select(v => v.Tree)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Writes.</summary>
    public async Task WriteAsync(Deployments deployments, CancellationToken cancellationToken)
    {
        var folder = paths.Product(deployments.Product.Name);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        await File.WriteAllTextAsync(file + ".new", JsonSerializer.Serialize(deployments, FactoryJson.Options), cancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task<Deployments?> TryReadAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, FileName);
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
                $"products/{Path.GetFileName(folder)}/{FileName} in the data folder is not readable: {exception.Message}",
                "Delete the file and deploy the product again.",
                inner: exception);
        }
    }
}
