using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// The names of products: a file <c>product.json</c> in the folder of each product. A name is never reused.
/// </summary>
/// <remarks>Not safe for concurrent use; callers hold a lock.</remarks>
internal sealed class ProductRegistry(FactoryPaths paths)
{
    private const string FileName = "product.json";
    private const int MaxNameLength = 40;
    private const int MaxSuffix = 10_000;

    /// <summary>
    /// Returns the product with this id, or else the one that uses this repository; null for neither.
    /// </summary>
    public ProductRef? Find(ProductId id, string? repository)
    {
        ProductRef? sameRepository = null;
        foreach (var (name, record) in ReadAll())
        {
            if (record.Id == id)
            {
                return ToRef(name, record);
            }

            sameRepository ??= record.Repository == repository ? ToRef(name, record) : null;
        }

        return sameRepository;
    }

    /// <summary>Reserves an unused name: the preferred one, or that with a number.</summary>
    public string Reserve(string preferred)
    {
        var slug = ToSlug(preferred);
        for (var number = 1; number < MaxSuffix; number++)
        {
            var name = number == 1 ? slug : $"{slug}-{number}";
            if (!File.Exists(FileOf(name)))
            {
                Directory.CreateDirectory(paths.Product(name));
                return name;
            }
        }

        throw new FactoryException(
            ErrorCodes.RepositoryInvalid,
            $"There are {MaxSuffix} products named {slug}.",
            "Give the product another name.");
    }

    /// <summary>Saves a product under its name.</summary>
    public ProductRef Save(string name, ProductRecord record)
    {
        var file = FileOf(name);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(record, FactoryJson.Options));
        File.Move(file + ".new", file, overwrite: true);
        return ToRef(name, record);
    }

    /// <summary>
    /// Converts a text to a name that is safe in paths and host names: lower case letters, digits and single hyphens,
    /// at most 40 characters.
    /// </summary>
    public static string ToSlug(string text)
    {
        var dashed = string.Concat(text.ToLowerInvariant().Select(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') ? c : '-'));
        var name = string.Join('-', dashed.Split('-', StringSplitOptions.RemoveEmptyEntries));
        name = (name.Length > MaxNameLength ? name[..MaxNameLength] : name).Trim('-');
        return name.Length == 0 ? "product" : name;
    }

    private static ProductRef ToRef(string name, ProductRecord record) => new(record.Id, name, record.Repository, record.Branch);

    private string FileOf(string name) => Path.Combine(paths.Product(name), FileName);

    private IEnumerable<(string Name, ProductRecord Record)> ReadAll()
    {
        if (!Directory.Exists(paths.Products))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories(paths.Products).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(folder, FileName);
            if (File.Exists(file))
            {
                yield return (Path.GetFileName(folder), Read(file));
            }
        }
    }

    private static ProductRecord Read(string file)
    {
        try
        {
            // A missing property is null here, and null would pass for the repository of a product that is being created.
            return JsonSerializer.Deserialize<ProductRecord>(File.ReadAllText(file), FactoryJson.Options)
                is { Id.Value: not null, Repository: not null, Branch: not null } record
                    ? record
                    : throw new JsonException("It lacks its id, its repository or its branch.");
        }
        catch (JsonException exception)
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file));
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"products/{name}/{FileName} in the data folder cannot be read: {exception.Message}",
                "Restore it from a backup.",
                inner: exception);
        }
    }
}
