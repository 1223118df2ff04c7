namespace Factory.Architecture.Tests;

/// <summary>Lists beside the tests: one entry per line, <c>#</c> begins a comment.</summary>
internal static class ListFile
{
    /// <summary>The entries of a list.</summary>
    public static IReadOnlyList<string> Entries(string name) => Entries(File.ReadLines(Repository.ListPath(name)));

    /// <summary>The entries among lines.</summary>
    public static IReadOnlyList<string> Entries(IEnumerable<string> lines) =>
        [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];

    /// <summary>The entries of a list of the form <c>key: text</c>.</summary>
    public static IReadOnlyDictionary<string, string> Table(string name) =>
        Entries(name).Select(e => e.Split(": ", 2)).ToDictionary(
            e => e[0],
            e => e.Length == 2 && e[1].Length > 0 ? e[1] : throw new InvalidDataException($"{name}: '{e[0]}' needs a text after a colon"),
            StringComparer.Ordinal);
}
