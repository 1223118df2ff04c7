using Factory.Configuration.Reading;
using Factory.Domain.Models;

namespace Factory.Configuration.Models;

/// <summary>
/// Reads <c>models.json</c>: JSON with comments and trailing commas. The head of the file documents its fields and the
/// variables that override them.
/// </summary>
public static class CatalogueFile
{
    /// <value>The file's name in <c>silo-config</c>.</value>
    public const string Name = "models.json";

    /// <summary>The longest catalogue, in bytes; other files are shorter.</summary>
    internal const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Checks the text of a catalogue.</summary>
    public static ConfigResult<ModelCatalogue> Parse(string text)
    {
        var problems = new ConfigProblems();
        var catalogue = Read(text, new ConfigFile(Name, true, problems));
        return new(problems.Count == 0 ? catalogue : null, problems.All);
    }

    /// <summary>Reads the file and selects what this machine can use; null when it is invalid.</summary>
    internal static ParsedCatalogue? Read(string folder, ConfigContext context, ConfigProblems problems)
    {
        var file = new ConfigFile(Name, true, problems);
        var before = problems.Count;
        var catalogue = ConfigFileLoader.Read(folder, file, MaxBytes) is { } text ? Read(text, file) : null;

        // Selecting may call local servers, so it is done only for a valid catalogue.
        return catalogue is null || problems.Count > before
            ? null
            : new ParsedCatalogue(catalogue, context.SelectModels(catalogue, problems.Add));
    }

    private static ModelCatalogue? Read(string text, ConfigFile file)
    {
        if (file.Parse(text) is not { } root)
        {
            return null;
        }

        // For editors only; reading it makes it a known key.
        root.Text("$schema");
        var providers = root.Sections("providers").Select(p => ProviderSection.Read(p)).ToList();
        root.RejectUnknownKeys();
        if (providers.Count == 0)
        {
            root.ReportProblem(
                "providers",
                "'providers' lists none; a catalogue has at least one provider, an object with name, api and models");
        }

        foreach (var twice in providers.Where(p => p.Name.Length > 0).GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            root.ReportProblem(
                "providers",
                $"the provider '{ConfigProblems.Quote(twice.Key)}' appears {twice.Count()} times; provider names must differ, rename or " +
                "remove one");
        }

        return new ModelCatalogue(providers);
    }
}
