using System.Globalization;
using System.Text.Json;

namespace Factory.Domain.Artifacts;

/// <summary>
/// Reads fields of a submitted JSON object and collects an error for each that violates a rule. The value returned with
/// an error is a placeholder and must not be used.
/// </summary>
internal sealed class SubmissionReader(JsonElement body, string path, List<string> errors)
{
    /// <summary>Adds an error.</summary>
    public void AddError(string error) => errors.Add(error);

    /// <summary>The field's path in quotes, for error messages.</summary>
    public string PathOf(string name) => path.Length == 0 ? $"'{name}'" : $"'{path}.{name}'";

    /// <summary>A text that is not blank.</summary>
    public string Text(string name, int maxLength)
    {
        if (OptionalText(name, maxLength) is { } text)
        {
            return text;
        }

        if (!Has(name) || Field(name).ValueKind == JsonValueKind.String)
        {
            AddError($"{PathOf(name)} is {(Has(name) ? "empty" : "missing")}: give a text of 1 to {FormatNumber(maxLength)} characters.");
        }

        return "";
    }

    /// <summary>A text; null when it is missing or blank.</summary>
    public string? OptionalText(string name, int maxLength)
    {
        if (!Has(name))
        {
            return null;
        }

        if (Field(name).ValueKind != JsonValueKind.String)
        {
            AddError($"{PathOf(name)} must be a text, not {Describe(Field(name).ValueKind)}.");
            return null;
        }

        var text = RemoveInvisible(Field(name));
        return text.Length == 0 ? null : CheckLength(PathOf(name), text, maxLength);
    }

    /// <summary>
    /// A list of texts. A missing list counts as empty and a single text as a list of one, because models write both.
    /// </summary>
    public IReadOnlyList<string> Texts(string name, int minItems, int maxItems, int maxLength)
    {
        var texts = new List<string>();
        foreach (var (item, at) in List(name, minItems, maxItems))
        {
            if (item.ValueKind != JsonValueKind.String || RemoveInvisible(item) is not { Length: > 0 } text)
            {
                AddError($"'{at}' must be a text that is not empty.");
                continue;
            }

            texts.Add(CheckLength($"'{at}'", text, maxLength));
        }

        return texts;
    }

    /// <summary>A list of objects, each read by its own reader.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int minItems, int maxItems, Func<SubmissionReader, T> read)
    {
        var objects = new List<T>();
        foreach (var (item, at) in List(name, minItems, maxItems))
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                objects.Add(read(new SubmissionReader(item, at, errors)));
            }
            else
            {
                AddError($"'{at}' must be an object, not {Describe(item.ValueKind)}.");
            }
        }

        return objects;
    }

    /// <summary>A whole number, also when written as text; null, with an error, when it is not one.</summary>
    public int? Integer(string name)
    {
        var field = Field(name);
        // Read as a double: models write 3.0 for 3, which TryGetInt32 rejects. The bound makes the cast exact.
        if (field.ValueKind == JsonValueKind.Number
            && field.TryGetDouble(out var number)
            && number == Math.Floor(number)
            && Math.Abs(number) <= int.MaxValue)
        {
            return (int)number;
        }

        if (field.ValueKind == JsonValueKind.String
            && int.TryParse(RemoveInvisible(field), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            return parsed;
        }

        AddError($"{PathOf(name)} must be a whole number.");
        return null;
    }

    /// <summary>Yes or no, also when written as text; null, with an error, when it is neither.</summary>
    public bool? Boolean(string name)
    {
        var field = Field(name);
        switch (field.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            case JsonValueKind.String when bool.TryParse(RemoveInvisible(field), out var parsed):
                return parsed;
            default:
                AddError($"{PathOf(name)} must be true or false.");
                return null;
        }
    }

    /// <summary>The kind of a JSON value for error messages.</summary>
    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "nothing",
    };

    private List<(JsonElement Item, string At)> List(string name, int minItems, int maxItems)
    {
        var items = Items(name);
        if (items is null)
        {
            AddError($"{PathOf(name)} must be a list, not {Describe(Field(name).ValueKind)}.");
            return [];
        }

        if (items.Count < minItems || items.Count > maxItems)
        {
            AddError($"{PathOf(name)} has {FormatNumber(items.Count)} items: it must have {FormatNumber(minItems)} to " +
                $"{FormatNumber(maxItems)}.");
        }

        // Items beyond the limit are not validated: a list of a million errors would not fit into the model's context.
        var prefix = path.Length == 0 ? name : path + "." + name;
        return [.. items.Take(maxItems).Select((item, i) => (item, $"{prefix}[{i}]"))];
    }

    private List<JsonElement>? Items(string name)
    {
        if (!Has(name))
        {
            return [];
        }

        var field = Field(name);
        return field.ValueKind switch
        {
            JsonValueKind.Array => [.. field.EnumerateArray()],
            JsonValueKind.String when RemoveInvisible(field).Length == 0 => [],
            JsonValueKind.String => [field],
            _ => null,
        };
    }

    private string CheckLength(string at, string text, int maxLength)
    {
        if (text.Length > maxLength)
        {
            AddError($"{at} has {FormatNumber(text.Length)} characters: {FormatNumber(maxLength)} are allowed. Shorten it.");
        }

        return text;
    }

    private bool Has(string name) => Field(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private JsonElement Field(string name)
    {
        // The exact name wins over its spellings: the result must not depend on the order of the fields.
        if (body.TryGetProperty(name, out var exact))
        {
            return exact;
        }

        foreach (var property in body.EnumerateObject())
        {
            if (NormalizeName(property.Name).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return default;
    }

    // Models mix snake case and camel case: out_of_scope and outOfScope are the same field.
    private static string NormalizeName(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    // Control characters would reach terminals, commits and logs, where escape sequences act; marks of the reading
    // direction and characters without width, the operator, who approves what these show.
    private static string RemoveInvisible(JsonElement text)
    {
        try
        {
            return VisibleText.Strip(text.GetString()!).Replace("\r", "", StringComparison.Ordinal).Trim();
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate is valid JSON but not valid UTF-16; GetString throws. It counts as empty, which the
            // caller reports.
            return "";
        }
    }

    private static string FormatNumber(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
