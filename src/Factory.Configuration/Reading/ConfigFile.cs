using Factory.Domain.Configuration;

namespace Factory.Configuration.Reading;

/// <summary>A file that is being read: collects its problems, and has the terms of its format for messages.</summary>
/// <param name="Name">Relative to the configuration folder, with forward slashes.</param>
/// <param name="IsJson">True for JSON, false for YAML.</param>
internal sealed record ConfigFile(string Name, bool IsJson, ConfigProblems Problems)
{
    /// <summary>The term for an object.</summary>
    public string MapRule => IsJson ? "an object, { … }" : "a mapping of 'key: value' lines";

    /// <summary>The term for a list of objects.</summary>
    public string MapsRule => IsJson ? "a list of objects, [ { … } ]" : "a list of mappings, each starting with '- '";

    /// <summary>The term for a list of texts.</summary>
    public string TextsRule => IsJson ? "a list of texts, like [\"one\", \"two\"]" : "a list of texts, like [one, two]";

    /// <summary>Reports a problem; line 0 for the file as a whole.</summary>
    public void ReportProblem(int line, string message) => Problems.Add(new ConfigProblem(Name, line, message));

    /// <summary>
    /// Parses the text of a file into its root section; null when it is not valid, which is reported.
    /// </summary>
    /// <param name="lineOffset">Lines of the file before the text.</param>
    public ConfigSection? Parse(string text, int lineOffset = 0)
    {
        switch (IsJson ? JsonConfigParser.Read(text, this) : YamlConfigParser.Read(text, this, lineOffset))
        {
            case null:
                return null;
            case ConfigMap map:
                return new ConfigSection(map, this);
            case var node:
                ReportProblem(node.Line, $"the file must contain {MapRule}");
                return null;
        }
    }

    /// <summary>
    /// Adds a key to a mapping; a duplicate is reported, because parsers of both formats would silently use one of the
    /// two.
    /// </summary>
    public void AddUnique(OrderedDictionary<string, ConfigEntry> entries, ConfigEntry entry)
    {
        // The first one stays, so that what follows is checked against a value; a file with problems is never used.
        if (!entries.TryAdd(entry.Key, entry))
        {
            ReportProblem(
                entry.Line,
                $"'{ConfigProblems.Quote(entry.Key)}' appears twice, first in line {entries[entry.Key].Line}; remove one");
        }
    }
}
