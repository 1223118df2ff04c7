using System.Globalization;
using Factory.Domain.Configuration;

namespace Factory.Configuration.Reading;

/// <summary>
/// A mapping of a file, read key by key. Problems are reported, and reading continues with a harmless value: nothing
/// that was read from a file with problems is used. Keys that were not read are reported by
/// <see cref="RejectUnknownKeys"/>. A key without a value, an empty text and null are treated as missing.
/// </summary>
internal sealed class ConfigSection(ConfigMap map, ConfigFile file, string path = "")
{
    // Reading a key is what makes it known. Readers therefore read every key of theirs, also where the value is not
    // needed: a key that is read only on some path is unknown on the others.
    private readonly HashSet<string> _readKeys = [];
    private readonly Dictionary<string, ConfigEntry> _entries = map.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);

    /// <summary>The file of this section.</summary>
    public ConfigFile File => file;

    /// <value>
    /// The subject of this section for messages, for example <c>openai/gpt-5-mini</c>; inherited by the sections below.
    /// Empty where the path is sufficient.
    /// </value>
    public string Label { get; set; } = "";

    /// <summary>The keys in the order of the file.</summary>
    public IEnumerable<string> Keys => map.Entries.Select(e => e.Key);

    /// <summary>The line of a key; that of the section when the key is missing.</summary>
    public int LineOf(string key) => Entry(key)?.Line ?? map.Line;

    /// <summary>True when the key exists and has a value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A key with its path, for messages.</summary>
    public string DescribeKey(string key) => Label.Length == 0 ? $"'{PathOf(key)}'" : $"'{PathOf(key)}' ({Label})";

    /// <summary>Reports a problem of a key.</summary>
    public void ReportProblem(string key, string message) => file.ReportProblem(LineOf(key), message);

    /// <summary>Reports that a key has an invalid value.</summary>
    /// <param name="rule">The rule, as the end of a sentence.</param>
    public void ReportInvalid(string key, string rule) =>
        ReportProblem(key, $"{DescribeKey(key)} is {Describe(Find(key))}; it must be {rule}");

    /// <summary>Reports that a key is missing.</summary>
    /// <param name="example">A valid value, as written in the file.</param>
    public void ReportMissing(string key, string example) =>
        ReportProblem(
            key,
            $"{DescribeKey(key)} is missing; add a line like '{(file.IsJson ? $"\"{key}\": {example}" : $"{key}: {example}")}'");

    /// <summary>Reports a key that is missing.</summary>
    /// <param name="example">A valid value, as written in the file.</param>
    public ConfigSection Require(string key, string example)
    {
        if (!Has(key))
        {
            ReportMissing(key, example);
        }

        return this;
    }

    /// <summary>A text; null when it is missing.</summary>
    public string? Text(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigScalar { Kind: ScalarKind.Untyped or ScalarKind.Text } text:
                return text.Value.Trim();
            default:
                ReportInvalid(key, "a text");
                return null;
        }
    }

    /// <summary>A required text; empty when it is missing.</summary>
    public string RequiredText(string key, string example) => Require(key, Quoted(example)).Text(key) ?? "";

    /// <summary>A whole number within bounds; null when it is missing.</summary>
    public long? Number(string key, long min, long max) =>
        Value<long>(
            key,
            ScalarKind.Number,
            text =>
                // NumberStyles.None: no sign, no spaces, no separators of thousands. '1,000' means one thing in one
                // country and another elsewhere; underscores are unambiguous.
                long.TryParse(
                    text.Replace("_", "", StringComparison.Ordinal),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number) && number >= min && number <= max ? number : null,
            $"a whole number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A whole number within bounds; underscores may group its digits.</summary>
    public int Number(string key, int fallback, int min, int max) => (int)(Number(key, min, max) ?? fallback);

    /// <inheritdoc cref="Number(string, int, int, int)"/>
    public long LongNumber(string key, long fallback, long min, long max) => Number(key, min, max) ?? fallback;

    /// <summary>A required whole number.</summary>
    public long RequiredNumber(string key, long min, long max, string example) => Require(key, example).Number(key, min, max) ?? min;

    /// <summary>A number with decimals; null when it is missing.</summary>
    /// <param name="holds">Whether a number is within bounds.</param>
    /// <param name="rule">The bounds in words, as the end of a sentence.</param>
    public decimal? Amount(string key, Predicate<decimal> holds, string rule) =>
        Value<decimal>(
            key,
            ScalarKind.Number,
            text =>
                // A decimal, because prices and budgets are added up. JSON's own grammar has exponents, and serializers
                // write small numbers as 1e-05; YAML files are written by hand, and there an exponent is rejected.
                decimal.TryParse(
                    text,
                    file.IsJson ? NumberStyles.Float : NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var amount) && holds(amount) ? amount : null,
            rule);

    /// <summary>A required number with decimals. Parameters as in <see cref="Amount"/>.</summary>
    public decimal RequiredAmount(string key, Predicate<decimal> holds, string rule, string example) =>
        Require(key, example).Amount(key, holds, rule) ?? 0;

    /// <summary>True or false.</summary>
    public bool Flag(string key, bool fallback) =>
        Value<bool>(key, ScalarKind.Boolean, text => text switch { "true" => true, "false" => false, _ => null }, "true or false")
            ?? fallback;

    /// <summary>A time as <c>90s</c>, <c>30m</c>, <c>2h</c> or <c>7d</c>; null when it is missing.</summary>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max) =>
        Value<TimeSpan>(
            key,
            ScalarKind.Text,
            text => Durations.TryParse(text, out var time) && time >= min && time <= max ? time : null,
            $"a time from {Durations.Format(min)} to {Durations.Format(max)}, written like 90s, 30m, 2h or 7d");

    /// <summary>
    /// A time as <see cref="Duration"/>, or <c>never</c>, which is <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan? DurationOrNever(string key, TimeSpan min, TimeSpan max) =>
        Value<TimeSpan>(
            key,
            ScalarKind.Text,
            text => text == "never" ? Timeout.InfiniteTimeSpan
                : Durations.TryParse(text, out var time) && time >= min && time <= max ? time : null,
            $"a time from {Durations.Format(min)} to {Durations.Format(max)}, written like 90s, 30m, 2h or 7d, or never");

    /// <summary>A size as <c>500MiB</c>, <c>20GiB</c> or <c>2TiB</c>, in bytes; null when it is missing.</summary>
    public long? Size(string key, long min, long max) =>
        Value<long>(
            key,
            ScalarKind.Text,
            text => ByteSizes.TryParse(text, out var size) && size >= min && size <= max ? size : null,
            $"a size from {ByteSizes.Format(min)} to {ByteSizes.Format(max)}, written like 500MiB, 20GiB or 2TiB");

    /// <summary>A required day such as <c>2026-01-31</c>.</summary>
    public DateOnly RequiredDate(string key) =>
        Require(key, Quoted("2026-01-31")).Value<DateOnly>(
            key,
            ScalarKind.Text,
            text =>
                DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
            "a day, written as yyyy-mm-dd") ?? default;

    /// <summary>One of a set of words; null when it is missing or invalid.</summary>
    public string? OneOf(string key, IReadOnlyList<string> known) =>
        Value<int>(
            key,
            ScalarKind.Text,
            text => known.Contains(text) ? known.TakeWhile(k => k != text).Count() : null,
            $"one of {string.Join(", ", known)}{SpellingSuggestion.Hint((Find(key) as ConfigScalar)?.Value ?? "", known)}") is { } index
                ? known[index]
                : null;

    /// <summary>A value of an enum; null when it is missing or invalid.</summary>
    public T? EnumValue<T>(string key)
        where T : struct, Enum => OneOf(key, EnumWords.Of<T>()) is { } word ? EnumWords.Parse<T>(word) : null;

    /// <summary>A required value of an enum.</summary>
    public T RequiredEnumValue<T>(string key)
        where T : struct, Enum => Require(key, Quoted(EnumWords.Of<T>()[0])).EnumValue<T>(key) ?? default;

    /// <summary>
    /// A list of texts, each with its line; in YAML a single text with commas is accepted as a list, which is how
    /// Claude Code's agents list tools.
    /// </summary>
    public IReadOnlyList<ConfigScalar> TextList(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ConfigScalar { Kind: ScalarKind.Untyped } text:
                // Agents of Claude Code, whose format these files have, write lists as 'tools: Read, Grep'.
                return [.. text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(t => text with { Value = t })];
            case ConfigList list:
                var texts = list.Items.OfType<ConfigScalar>().Where(t => t.Kind is ScalarKind.Untyped or ScalarKind.Text).ToList();
                RejectItems(key, list.Items.Except(texts), file.TextsRule);
                return [.. texts.Select(t => t with { Value = t.Value.Trim() })];
            default:
                ReportInvalid(key, file.TextsRule);
                return [];
        }
    }

    /// <summary>A list of distinct texts; a check returns what is wrong with one, or null.</summary>
    public IReadOnlyList<string> TextList(string key, Func<string, string?> check)
    {
        var good = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var item in TextList(key))
        {
            var wrong = good.ContainsKey(item.Value) ? "appears twice; remove one" : check(item.Value);
            if (wrong is null)
            {
                good.Add(item.Value, true);
            }
            else
            {
                file.ReportProblem(item.Line, $"{DescribeKey(key)}: '{ConfigProblems.Quote(item.Value)}' {wrong}");
            }
        }

        return [.. good.Keys];
    }

    /// <summary>A nested mapping; null when it is missing.</summary>
    public ConfigSection? Section(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case ConfigMap child:
                return CreateChild(child, PathOf(key));
            default:
                ReportInvalid(key, file.MapRule);
                return null;
        }
    }

    /// <summary>A nested list of mappings.</summary>
    public IReadOnlyList<ConfigSection> Sections(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case ConfigList list:
                var maps = list.Items.OfType<ConfigMap>().ToList();
                RejectItems(key, list.Items.Except(maps), file.MapsRule);

                // From 1: the number is for a person who counts entries in the file.
                return [.. maps.Select((m, i) => CreateChild(m, $"{PathOf(key)}[{(i + 1).ToString(CultureInfo.InvariantCulture)}]"))];
            default:
                ReportInvalid(key, file.MapsRule);
                return [];
        }
    }

    /// <summary>Reports every key that was not read. Call it last.</summary>
    public void RejectUnknownKeys()
    {
        foreach (var entry in map.Entries.Where(e => !_readKeys.Contains(e.Key)))
        {
            // With a good suggestion the list of all keys would only hide it.
            var others = SpellingSuggestion.Find(entry.Key, _readKeys) is null
                ? $"; known keys are {string.Join(", ", _readKeys.Order(StringComparer.Ordinal))}"
                : "";
            file.ReportProblem(
                entry.Line,
                $"unknown key {DescribeKey(ConfigProblems.Quote(entry.Key))}{SpellingSuggestion.Hint(entry.Key, _readKeys)}{others}");
        }
    }

    private T? Value<T>(string key, ScalarKind kind, Func<string, T?> parse, string rule)
        where T : struct
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (node is ConfigScalar scalar

            // YAML states no types, so any of its values may be a number; in JSON a number in quotes is rejected, as
            // the schema does.
            && (scalar.Kind == ScalarKind.Untyped || scalar.Kind == kind)
            && parse(scalar.Value.Trim()) is { } value)
        {
            return value;
        }

        ReportInvalid(key, rule);
        return null;
    }

    private void RejectItems(string key, IEnumerable<ConfigNode> items, string rule)
    {
        foreach (var item in items)
        {
            file.ReportProblem(item.Line, $"{DescribeKey(key)} contains {Describe(item)}; it must be {rule}");
        }
    }

    private string Describe(ConfigNode? node) => node switch
    {
        ConfigMap => file.IsJson ? "an object" : "a mapping",
        ConfigList => "a list",
        ConfigScalar { Kind: ScalarKind.Untyped } scalar => $"'{ConfigProblems.Quote(scalar.Value.Trim())}'",
        ConfigScalar { Kind: ScalarKind.Text } scalar => $"\"{ConfigProblems.Quote(scalar.Value)}\"",
        ConfigScalar scalar => ConfigProblems.Quote(scalar.Value),
        _ => "missing",
    };

    private ConfigNode? Find(string key)
    {
        _readKeys.Add(key);
        return Entry(key)?.Value switch
        {
            ConfigScalar { Kind: ScalarKind.Null } => null,
            ConfigScalar { Value: var text } when string.IsNullOrWhiteSpace(text) => null,
            var node => node,
        };
    }

    private ConfigEntry? Entry(string key) => _entries.GetValueOrDefault(key);

    private string Quoted(string example) => file.IsJson ? $"\"{example}\"" : example;

    private ConfigSection CreateChild(ConfigMap child, string at) => new(child, file, at) { Label = Label };

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
