using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Json;

namespace Factory.Workshop.Tools;

/// <summary>A call's arguments as the model sent them, read with checks.</summary>
internal sealed class ToolArguments
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.OrdinalIgnoreCase);

    public ToolArguments(IEnumerable<KeyValuePair<string, object?>>? arguments)
    {
        foreach (var (name, value) in arguments ?? [])
        {
            _values[name] = value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, FactoryJson.Options);
        }
    }

    /// <summary>All of them as one JSON object, names in order: what a transcript keeps and what tells two calls apart.</summary>
    public string ToJson()
    {
        try
        {
            return JsonSerializer.Serialize(new SortedDictionary<string, JsonElement>(_values, StringComparer.Ordinal), FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half of a character pair parses but cannot be written; the tool itself refuses it.
            return "(arguments that are no valid Unicode)";
        }
    }

    /// <summary>The argument of this name, or all of them as one object when there is none of it: models forget the outermost name.</summary>
    public JsonElement ObjectOrAll(string name)
    {
        if (_values.TryGetValue(name, out var value))
        {
            return value;
        }

        try
        {
            return JsonSerializer.SerializeToElement(_values, FactoryJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return JsonSerializer.SerializeToElement<object?>(null);
        }
    }

    /// <summary>A text that must be there; it may be empty.</summary>
    public string Text(string name) => OptionalText(name) ?? throw new ToolFailure($"The argument '{name}' is missing: give a text.");

    /// <summary>A text with something in it.</summary>
    public string FilledText(string name) =>
        Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw new ToolFailure($"The argument '{name}' is empty: give a text.");

    /// <summary>A text; null when it is not there.</summary>
    public string? OptionalText(string name)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw new ToolFailure($"The argument '{name}' must be a text.");
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new ToolFailure($"The argument '{name}' holds half of a character pair: send valid Unicode.");
        }
    }

    /// <summary>A whole number, also when written as text; null when it is not there.</summary>
    public int? OptionalNumber(string name, int min, int max)
    {
        if (!_values.TryGetValue(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        if (TryNumber(value) is not { } number || number < min || number > max)
        {
            throw new ToolFailure(string.Create(CultureInfo.InvariantCulture, $"The argument '{name}' must be a whole number from {min} to {max}."));
        }

        return (int)number;
    }

    private static double? TryNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && number == Math.Floor(number) => number,
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
