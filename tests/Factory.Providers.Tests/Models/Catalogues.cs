using Factory.Configuration.Models;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Providers.Models;

namespace Factory.Providers.Tests.Models;

/// <summary>Catalogues as a machine with these variables uses them.</summary>
internal static class Catalogues
{
    public const string Model =
        """{"name":"m","family":"f","tier":"cheap","inputPrice":1.5,"cachedInputPrice":0.1,"outputPrice":2,"contextTokens":100000,"maxOutputTokens":8000,"capabilities":["tools"],"priceSource":"s","priceDate":"2026-01-31"}""";

    /// <summary>From the text of a <c>models.json</c>.</summary>
    public static ModelCatalogue Read(string text, Func<string, string?> variable) =>
        Select(text, variable, problem => throw new InvalidOperationException(problem.ToString()));

    /// <summary>The one that is shipped.</summary>
    public static ModelCatalogue Shipped(Func<string, string?> variable) =>
        Read(System.IO.File.ReadAllText(Repository.File("silo-config/models.json")), variable);

    /// <summary>What is wrong with the variables.</summary>
    public static IReadOnlyList<string> Problems(string text, Func<string, string?> variable)
    {
        var problems = new List<string>();
        Select(text, variable, problem => problems.Add(problem.ToString()));
        return problems;
    }

    /// <summary>A provider <c>p</c> with these models.</summary>
    public static string File(params string[] models) =>
        $$"""{"providers":[{"name":"p","api":"openai-chat","baseUrl":"http://x/v1","baseUrlVariable":"P_BASE_URL","keyVariable":"P_KEY","maxConcurrentAttempts":2,"models":[{{string.Join(',', models)}},]}]}""";

    private static ModelCatalogue Select(string text, Func<string, string?> variable, Action<ConfigProblem> problem) =>
        ModelSelection.Apply(CatalogueFile.Parse(text).OrThrow("models.json"), variable, problem);
}
