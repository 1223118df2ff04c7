using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.House;

/// <summary>
/// <c>house</c>: counts how the code looks, of this checkout or another one that it shall be held against.
/// </summary>
internal static class HouseCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly (string Title, Func<HouseFigures, string> Text)[] Columns =
    [
        ("project", f => f.Project),
        ("files", f => Whole(f.Files)),
        ("source lines", f => Whole(f.SourceLines)),
        ("file lines median / p95 / max", f => string.Join(" / ", Whole(f.MedianFileLines), Whole(f.P95FileLines), Whole(f.MaxFileLines))),
        ("types a file", f => Number(f.TypesPerFile, "N2")),
        ("≤ 1 type", f => Percent(f.OneTypePercent)),
        ("namespace = folder", f => Percent(f.NamespaceIsFolderPercent)),
        ("sealed", f => Percent(f.SealedPercent)),
        ("visible docs", f => Percent(f.VisibleDocumentedPercent)),
        ("public docs", f => Percent(f.PublicDocumentedPercent)),
        ("XML lines", f => Percent(f.DocumentationPercent)),
        ("why-comments", f => Percent(f.WhyCommentPercent)),
        ("> 120 columns", f => Percent(f.WideLinePercent)),
        ("tests / source", f => Number(f.TestLinesPerSourceLine, "N2")),
    ];

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table" };
        var path = new Option<DirectoryInfo?>("--path") { Description = "Root of the checkout; otherwise this one" };
        var projects = new Option<string[]>("--project")
        {
            Description = "Folder below src, again for more; otherwise all",
            DefaultValueFactory = _ => [],
        };
        var command = new Command("house", "Counts files, types, documentation, comments, wide lines and tests") { json, path, projects };
        command.SetAction(parsed =>
        {
            var root = parsed.GetValue(path)?.FullName ?? Checkout.Root();
            if (!Directory.Exists(Path.Combine(root, "src")))
            {
                Console.Error.WriteLine($"{root} has no folder src: --path names the root of a checkout.");
                return 1;
            }

            Print(Count(root, parsed.GetRequiredValue(projects)), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static List<HouseFigures> Count(string root, string[] names)
    {
        var projects = HouseProject.All(root).Where(p => names.Length == 0 || names.Contains(p.Name)).ToList();
        var counts = projects.ConvertAll(p => (Name: p.Name, Files: Files(p), Tests: SourceLines(p.Tests)));
        var figures = counts.ConvertAll(c => Figures(c.Name, c.Files, c.Tests));
        if (projects.Count > 1)
        {
            var tests = names.Length == 0 ? SourceLines(HouseProject.AllTests(root)) : counts.Sum(c => c.Tests);
            figures.Add(Figures("all", counts.SelectMany(c => c.Files).ToList(), tests));
        }

        return figures;
    }

    private static List<(FileCounts Counts, string Namespace)> Files(HouseProject project) =>
        [.. project.Files.AsParallel().AsOrdered().Select(f => (FileCounter.Count(File.ReadAllText(f)), project.NamespaceOf(f)))];

    private static int SourceLines(IReadOnlyList<string> files) =>
        files.AsParallel().Sum(f => FileCounter.Count(File.ReadAllText(f)).SourceLines);

    private static HouseFigures Figures(string name, List<(FileCounts Counts, string Namespace)> files, int testLines)
    {
        var counts = files.ConvertAll(f => f.Counts);
        var lines = counts.Sum(c => c.SourceLines);
        var lengths = counts.Select(c => (double)c.Lines).ToArray();
        var withNamespace = files.Where(f => f.Counts.Namespaces.Count > 0).ToList();
        return new HouseFigures
        {
            Project = name,
            Files = counts.Count,
            SourceLines = lines,
            MedianFileLines = Statistics.Median(lengths),
            P95FileLines = Statistics.Percentile(lengths, 0.95),
            MaxFileLines = lengths.Max(),
            TypesPerFile = Ratio(counts.Sum(c => c.Types), counts.Count(c => c.Types > 0)),
            OneTypePercent = 100 * Ratio(counts.Count(c => c.Types <= 1), counts.Count),
            NamespaceIsFolderPercent = 100 * Ratio(withNamespace.Count(IsInItsFolder), withNamespace.Count),
            SealedPercent = 100 * Share(counts.SelectMany(c => c.Classes)),
            VisibleDocumentedPercent = 100 * Share(counts.SelectMany(c => c.Visible)),
            PublicDocumentedPercent = 100 * Share(counts.SelectMany(c => c.Public)),
            DocumentationPercent = 100 * Ratio(counts.Sum(c => c.DocumentationLines), lines),
            WhyCommentPercent = 100 * Ratio(counts.Sum(c => c.CommentLines), lines),
            WideLinePercent = 100 * Ratio(counts.Sum(c => c.WideLines), lines),
            TestLinesPerSourceLine = Ratio(testLines, lines),
        };
    }

    private static bool IsInItsFolder((FileCounts Counts, string Namespace) file) => file.Counts.Namespaces.All(n => n == file.Namespace);

    /// <summary>Share of declarations of which one part at least holds what is asked for.</summary>
    private static double Share(IEnumerable<Declaration> declarations)
    {
        var members = declarations.ToLookup(d => d.Name is null);
        var types = members[false].GroupBy(d => d.Name, StringComparer.Ordinal).Select(parts => parts.Any(p => p.Holds));
        var whole = types.Concat(members[true].Select(d => d.Holds)).ToList();
        return Ratio(whole.Count(holds => holds), whole.Count);
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);

    private static void Print(List<HouseFigures> figures, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Json));
            return;
        }

        Console.WriteLine($"| {string.Join(" | ", Columns.Select(c => c.Title))} |");
        Console.WriteLine($"|{string.Concat(Columns.Select(_ => "---|"))}");
        figures.ForEach(f => Console.WriteLine($"| {string.Join(" | ", Columns.Select(c => c.Text(f)))} |"));
    }

    private static string Whole(double value) => Number(value, "N0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double value) => Number(value, "N1") + " %";
}
