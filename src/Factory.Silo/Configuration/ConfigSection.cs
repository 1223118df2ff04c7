using System.Globalization;
using Factory.Domain.Configuration;
using Factory.Silo.Configuration.Yaml;

namespace Factory.Silo.Configuration;

/// <summary>
/// A mapping of a file, read key by key. What is wrong is noted, and the reader goes on with a value that does no harm: nothing read from a file
/// with problems is ever used. A key that nobody asked for is an error of <see cref="RefuseUnknownKeys"/>.
/// </summary>
internal sealed class ConfigSection(YamlMap map, string file, string path, ConfigProblems problems)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Where the section starts.</summary>
    public int Line => map.Line;

    /// <summary>The keys as they stand in the file.</summary>
    public IEnumerable<YamlEntry> Entries => map.Entries;

    /// <summary>The line of a key; the section's own when it is missing.</summary>
    public int LineOf(string key) => Entry(key)?.Line ?? map.Line;

    /// <summary>True when the key is there and not empty.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Notes a problem at a key.</summary>
    public void Problem(string key, string message) => problems.Add(file, LineOf(key), message);

    /// <summary>A text; null when it is missing.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlText text when text.Value.Trim().Length > 0:
                return text.Value.Trim();
            case YamlText:
                return null;
            default:
                Problem(key, $"'{Name(key)}' must be a text");
                return null;
        }
    }

    /// <summary>A text that must be there; empty when it is not.</summary>
    public string RequiredText(string key, string example)
    {
        if (Text(key) is { } text)
        {
            return text;
        }

        if (Find(key) is null or YamlText)
        {
            Missing(key, example);
        }

        return "";
    }

    /// <summary>Says that a key is missing and how it is written.</summary>
    public void Missing(string key, string example) => Problem(key, $"'{Name(key)}' is missing; add a line like '{key}: {example}'");

    /// <summary>A whole number within bounds.</summary>
    public int Number(string key, int fallback, int min, int max) => (int)LongNumber(key, fallback, min, max);

    /// <summary>A whole number within bounds; underscores may group its digits.</summary>
    public long LongNumber(string key, long fallback, long min, long max)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Problem(key, $"'{Name(key)}' is '{ConfigProblems.Quote(text)}'; it must be a whole number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}");
        return fallback;
    }

    /// <summary>A time as <c>90s</c>, <c>30m</c>, <c>2h</c> or <c>7d</c>; null when it is missing.</summary>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text, out var time) && time >= min && time <= max)
        {
            return time;
        }

        Problem(key, $"'{Name(key)}' is '{ConfigProblems.Quote(text)}'; it must be a time from {Durations.Format(min)} to {Durations.Format(max)}, written like 90s, 30m, 2h or 7d");
        return null;
    }

    /// <summary>One word of a fixed set; null when it is missing or another one.</summary>
    public T? Choice<T>(string key)
        where T : struct, Enum =>
        Text(key) is { } text ? Choices.Read<T>(text, $"'{Name(key)}'", message => Problem(key, message)) : null;

    /// <summary>One word of a fixed set that must be there.</summary>
    public T RequiredChoice<T>(string key)
        where T : struct, Enum
    {
        if (!Has(key))
        {
            Missing(key, Choices.Words<T>()[0]);
        }

        return Choice<T>(key) ?? default;
    }

    /// <summary>A list of texts, each with its line; a single text with commas counts as a list, as Claude Code writes its tools.</summary>
    public IReadOnlyList<YamlText> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlText text:
                return [.. text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => new YamlText(t, false, text.Line))];
            case YamlList list:
                foreach (var item in list.Items.Where(i => i is not YamlText { IsNull: false }))
                {
                    problems.Add(file, item.Line, $"'{Name(key)}' must be a list of texts, like [one, two]");
                }

                return [.. list.Items.OfType<YamlText>().Where(t => !t.IsNull).Select(t => t with { Value = t.Value.Trim() })];
            default:
                Problem(key, $"'{Name(key)}' must be a list of texts, like [one, two]");
                return [];
        }
    }

    /// <summary>A list of texts without doubles, each of which passes a check that returns what is wrong with it, or null.</summary>
    public IReadOnlyList<string> Texts(string key, Func<string, string?> check)
    {
        var good = new List<string>();
        foreach (var item in Texts(key))
        {
            var wrong = good.Contains(item.Value) ? "stands twice; remove one" : check(item.Value);
            if (wrong is null)
            {
                good.Add(item.Value);
            }
            else
            {
                problems.Add(file, item.Line, $"'{Name(key)}': '{ConfigProblems.Quote(item.Value)}' {wrong}");
            }
        }

        return good;
    }

    /// <summary>A mapping below this one; null when it is missing.</summary>
    public ConfigSection? Section(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMap child:
                return new ConfigSection(child, file, Name(key), problems);
            default:
                Problem(key, $"'{Name(key)}' must be a mapping of 'key: value' lines");
                return null;
        }
    }

    /// <summary>A list of mappings below this one.</summary>
    public IReadOnlyList<ConfigSection> Sections(string key)
    {
        if (Find(key) is not { } node)
        {
            return [];
        }

        var items = node is YamlList list ? list.Items : [];
        if (node is not YamlList || items.Any(i => i is not YamlMap))
        {
            Problem(key, $"'{Name(key)}' must be a list of mappings, each starting with '- '");
        }

        return [.. items.OfType<YamlMap>().Select((m, i) => new ConfigSection(m, file, $"{Name(key)}[{(i + 1).ToString(CultureInfo.InvariantCulture)}]", problems))];
    }

    /// <summary>Notes every key that no reader asked for. Call it last.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var entry in map.Entries.Where(e => !_known.Contains(e.Key)))
        {
            var others = NearestWord.Find(entry.Key, _known) is null ? $"; known keys are {string.Join(", ", _known.Order(StringComparer.Ordinal))}" : "";
            problems.Add(file, entry.Line, $"unknown key '{ConfigProblems.Quote(Name(entry.Key))}'{NearestWord.Hint(entry.Key, _known)}{others}");
        }
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return Entry(key)?.Value is { } node && node is not YamlText { IsNull: true } ? node : null;
    }

    private YamlEntry? Entry(string key) => map.Entries.FirstOrDefault(e => e.Key == key);

    private string Name(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
