using System.Text.Json;
using Factory.Domain.Models;
using Factory.Models.OllamaWire;

namespace Factory.Models.Catalogue;

/// <summary>
/// Reads <c>silo-config/models.json</c>: JSON with comments and trailing commas. All problems are gathered, so that one look at the
/// message is enough to correct the file. The file's own head documents its fields and the variables that change it.
/// </summary>
public static class ModelCatalogueFile
{
    /// <value>The file's name in <c>silo-config</c>.</value>
    public const string FileName = "models.json";

    /// <summary>The wire formats that this build speaks.</summary>
    public static IReadOnlyList<string> Wires => Wire.All;

    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks the file; <see cref="CatalogueReading.OrThrow"/> is for those who cannot go on without it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    public static CatalogueReading Load(string path, Func<string, string?> variable)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, [new(Path.GetFileName(path), "", $"cannot be read ({e.GetType().Name}); put the file back or correct its permissions")]);
        }

        return Parse(text, Path.GetFileName(path), variable);
    }

    /// <summary>Checks the text of the file.</summary>
    /// <param name="text">JSON with comments.</param>
    /// <param name="file">The name to use in problems.</param>
    /// <param name="variable">Looks an environment variable up; null when it is not set.</param>
    public static CatalogueReading Parse(string text, string file, Func<string, string?> variable)
    {
        var problems = new List<CatalogueProblem>();
        List<ProviderDefinition> providers;
        try
        {
            using var document = JsonDocument.Parse(text, Json);
            providers = new CatalogueReader(file, problems).Read(document.RootElement);
        }
        catch (JsonException e)
        {
            return new(null, [new(file, $"line {e.LineNumber + 1}", "is not JSON; look for a missing comma, quote or bracket there or just above")]);
        }

        if (problems.Count == 0)
        {
            providers = [.. providers.Select(p => p.Wire == Wire.Ollama ? OllamaModels.Look(p, variable) : ModelSelection.Apply(p, file, variable, problems))];
        }

        return problems.Count == 0 ? new(new ModelCatalogue(providers), []) : new(null, problems);
    }
}
