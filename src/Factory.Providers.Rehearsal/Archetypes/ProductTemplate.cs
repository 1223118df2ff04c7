using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Renders the files of a product from the templates in <c>Products</c>.</summary>
internal static partial class ProductTemplate
{
    private const string Prefix = "products/";
    private const string Shared = "shared";
    private const string Body = "body.html";
    private const string Script = "script.js";

    private static readonly Assembly ThisAssembly = typeof(ProductTemplate).Assembly;
    private static readonly string[] ResourceNames = [.. ThisAssembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    /// <summary>Returns all files by path, relative to the repository.</summary>
    /// <param name="choice">The product.</param>
    /// <param name="withDefect">True for the first change, which contains the defect.</param>
    public static IReadOnlyDictionary<string, string> Render(ArchetypeChoice choice, bool withDefect)
    {
        var templates = Load(choice.Variant);
        var values = new Dictionary<string, string>(choice.Values, StringComparer.Ordinal)
        {
            ["build"] = choice.Commands.Build ?? "",
            ["test"] = choice.Commands.Test,
            ["serve"] = choice.Commands.ServeEntry,
            ["command"] = choice.Commands.Run,
            ["body"] = templates[Body].TrimEnd('\n'),
            ["script"] = templates[Script].TrimEnd('\n'),
        };
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in templates.Where(t => t.Key is not (Body or Script)))
        {
            // Twice, because the body and the script contain placeholders themselves.
            // Stored without the dot: as .gitignore, git would apply the template to the folder of templates itself.
            files[name == "gitignore" ? ".gitignore" : name] = Fill(Fill(text, values), values);
        }

        if (withDefect)
        {
            var path = choice.Variant.Defect.File;
            files[path] = files[path].Replace(choice.Variant.Defect.Right, choice.Variant.Defect.Wrong, StringComparison.Ordinal);
        }

        return files;
    }

    // Of the shared templates, a static product has only the page.
    private static Dictionary<string, string> Load(Variant variant)
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var start in variant.Folders.Prepend(Shared).Select(f => Prefix + f + "/"))
        {
            foreach (var name in ResourceNames.Where(n =>
                n.StartsWith(start, StringComparison.Ordinal) && !(variant.IsStatic && IsProgramOnly(n))))
            {
                using var reader = new StreamReader(ThisAssembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                // With line feeds on every machine: the defect is found by its exact text.
                templates[name[start.Length..]] = reader.ReadToEnd().ReplaceLineEndings("\n");
            }
        }

        return templates;
    }

    private static bool IsProgramOnly(string name) =>
        name.StartsWith($"{Prefix}{Shared}/", StringComparison.Ordinal)
            && !name.StartsWith($"{Prefix}{Shared}/web/", StringComparison.Ordinal);

    // An unknown placeholder stays: the double braces can be the product's own code.
    private static string Fill(string text, Dictionary<string, string> values) =>
        Placeholder().Replace(text, m => values.TryGetValue(m.Groups[1].Value, out var value) ? value : m.Value);

    [GeneratedRegex(@"\{\{([a-z]+)\}\}")]
    private static partial Regex Placeholder();
}
