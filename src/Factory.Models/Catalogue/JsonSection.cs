using System.Globalization;
using System.Text.Json;

namespace Factory.Models.Catalogue;

/// <summary>One object of the file: reads its fields, notes what is wrong with them, and goes on.</summary>
internal sealed class JsonSection
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly List<CatalogueProblem> _problems;

    public JsonSection(JsonElement element, string file, string path, List<CatalogueProblem> problems)
    {
        _file = file;
        _problems = problems;
        Path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add("", $"is {Describe(element)}; it must be an object {{ … }}");
            return;
        }

        IsObject = true;
        foreach (var field in element.EnumerateObject())
        {
            if (!_fields.TryAdd(field.Name, field.Value))
            {
                Add(field.Name, "stands twice; remove one");
            }
        }
    }

    public bool IsObject { get; }

    public string Path { get; }

    /// <summary>Who this is, for messages: <c>openai/gpt-5-mini</c>; empty until known.</summary>
    public string Label { get; set; } = "";

    public void Add(string field, string message)
    {
        var path = field.Length == 0 ? Path : Path.Length == 0 ? field : $"{Path}.{field}";
        _problems.Add(new(_file, Label.Length == 0 ? path : $"{path} ({Label})", message));
    }

    public string Text(string field, string rule)
    {
        if (!Get(field, out var value))
        {
            Add(field, $"is missing; {rule}");
            return "";
        }

        return NonEmpty(field, value, rule) ?? "";
    }

    public string? OptionalText(string field, string rule) => Get(field, out var value) ? NonEmpty(field, value, rule) : null;

    public decimal Price(string field)
    {
        const string rule = "give US dollars per million tokens as a number from 0 to 10000, as the provider publishes it";
        if (!Get(field, out var value))
        {
            Add(field, $"price is missing; {rule}");
            return 0;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var price) || price is < 0 or > 10_000)
        {
            Add(field, $"is {Describe(value)}; {rule}");
            return 0;
        }

        return price;
    }

    public int Whole(string field, int min, int max, int? fallback = null)
    {
        var rule = $"give a whole number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}";
        if (!Get(field, out var value))
        {
            if (fallback is null)
            {
                Add(field, $"is missing; {rule}");
            }

            return fallback ?? min;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < min || number > max)
        {
            Add(field, $"is {Describe(value)}; {rule}");
            return min;
        }

        return number;
    }

    public bool Flag(string field)
    {
        if (!Get(field, out var value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Add(field, $"is {Describe(value)}; write true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public IReadOnlyList<JsonElement> List(string field, string rule)
    {
        if (!Get(field, out var value))
        {
            Add(field, $"is missing; {rule}");
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(field, $"is {Describe(value)}; {rule}");
            return [];
        }

        return [.. value.EnumerateArray()];
    }

    /// <summary>A list of known words; empty when it is missing and need not be there.</summary>
    public IReadOnlyList<string> Words(string field, IReadOnlyList<string> known, bool required = false)
    {
        var rule = $"use any of {string.Join(", ", known)}";
        var words = required || Has(field) ? List(field, $"list any of {string.Join(", ", known)} in [ … ]") : [];
        foreach (var word in words.Where(w => w.ValueKind != JsonValueKind.String || !known.Contains(w.GetString()!)))
        {
            Add(field, $"{Describe(word)} is not known; {rule}");
        }

        return [.. words.Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!).Where(known.Contains)];
    }

    /// <summary>An object in this one; null when it is missing.</summary>
    public JsonSection? Object(string field) =>
        Get(field, out var value) && new JsonSection(value, _file, Path.Length == 0 ? field : $"{Path}.{field}", _problems) { Label = Label } is { IsObject: true } section ? section : null;

    /// <summary>True when the field is there.</summary>
    public bool Has(string field) => Get(field, out _);

    /// <summary>Notes every field that nobody asked for: most are misspelt.</summary>
    public void RejectUnknown()
    {
        foreach (var name in _fields.Keys.Where(k => !_asked.Contains(k)))
        {
            Add(Short(name), $"is not known here; remove it or use one of {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    internal static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"\"{Short(value.GetString()!)}\"",
        _ => Short(value.GetRawText()),
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private bool Get(string field, out JsonElement value)
    {
        _asked.Add(field);
        return _fields.TryGetValue(field, out value);
    }

    private string? NonEmpty(string field, JsonElement value, string rule)
    {
        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
        {
            return value.GetString()!.Trim();
        }

        Add(field, $"is {Describe(value)}; {rule}");
        return null;
    }
}
