using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;

namespace Factory.Workspaces.Repositories;

/// <summary>Which product has which name: a file <c>product.json</c> in each product's folder. A name belongs to one product forever.</summary>
/// <remarks>Not safe for several threads: callers hold one lock.</remarks>
internal sealed class ProductRegistry(FactoryPaths paths)
{
    private const string FileName = "product.json";
    private const int MaxNameLength = 40;
    private const int MaxSuffix = 10_000;

    /// <summary>The product with this id, or the one that uses this repository; null when there is none.</summary>
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

    /// <summary>A name that no product has: the wanted one, or with a number behind it.</summary>
    public string Reserve(string wanted)
    {
        var clean = ToSlug(wanted);
        for (var number = 1; number < MaxSuffix; number++)
        {
            var name = number == 1 ? clean : $"{clean}-{number}";
            if (!File.Exists(FileOf(name)))
            {
                Directory.CreateDirectory(paths.Product(name));
                return name;
            }
        }

        throw new FactoryException(ErrorCodes.RepositoryInvalid, $"There are {MaxSuffix} products named {clean}.", "Give the product another name.");
    }

    /// <summary>Writes a product down.</summary>
    public ProductRef Save(string name, ProductRecord record)
    {
        var file = FileOf(name);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(record, FactoryJson.Options));
        File.Move(file + ".new", file, overwrite: true);
        return ToRef(name, record);
    }

    /// <summary>A text as a name that is safe in paths and host names: lower case letters, digits, single dashes.</summary>
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
            return JsonSerializer.Deserialize<ProductRecord>(File.ReadAllText(file), FactoryJson.Options) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException exception)
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file));
            throw new FactoryException(
                ErrorCodes.DataUnusable, $"products/{name}/{FileName} in the data folder is not readable: {exception.Message}", "Restore it from a backup.", inner: exception);
        }
    }
}
