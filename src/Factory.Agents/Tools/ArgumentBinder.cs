using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>Holds arguments against the parameters of their function and makes them what it takes. Semantic Kernel itself takes unknown ones and passes on what does not fit.</summary>
internal static class ArgumentBinder
{
    /// <summary>True for a function that declares a schema of its own and looks at its arguments itself.</summary>
    public static bool HasOwnSchema(KernelFunction function) => function.Metadata.Parameters.Any(p => p.ParameterType is null);

    /// <summary>Checks and converts the arguments in place; null counts as left out.</summary>
    /// <exception cref="ToolException">One is unknown, missing, or none that the function takes.</exception>
    public static void Bind(KernelFunction function, KernelArguments arguments)
    {
        if (HasOwnSchema(function))
        {
            return;
        }

        var parameters = function.Metadata.Parameters.ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in arguments.ToList())
        {
            if (!parameters.TryGetValue(name, out var parameter))
            {
                throw new ToolException($"There is no argument '{name}': leave it out. {function.Name} takes {string.Join(", ", parameters.Keys)}.");
            }

            if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
            {
                arguments.Remove(name);
                continue;
            }

            var rules = function.UnderlyingMethod!.GetParameters().Single(p => p.Name == parameter.Name).GetCustomAttributes(typeof(ValidationAttribute), inherit: false);
            arguments[name] = parameter.ParameterType == typeof(int) ? BindNumber(parameter.Name, value, rules.OfType<RangeAttribute>().Single()) : BindText(parameter.Name, value, rules.OfType<RequiredAttribute>().Any());
        }

        if (parameters.Values.FirstOrDefault(p => p.IsRequired && !arguments.ContainsName(p.Name)) is { } missing)
        {
            throw new ToolException($"The argument '{missing.Name}' is missing: give a text.");
        }
    }

    private static string BindText(string name, object value, bool filled)
    {
        try
        {
            var text = value is JsonElement { ValueKind: JsonValueKind.String } json ? json.GetString()! : value as string ?? throw new ToolException($"The argument '{name}' must be a text.");
            return filled && string.IsNullOrWhiteSpace(text) ? throw new ToolException($"The argument '{name}' is empty: give a text.") : text;
        }
        catch (InvalidOperationException)
        {
            throw new ToolException($"The argument '{name}' holds half of a character pair: send valid Unicode.");
        }
    }

    /// <summary>A whole number, also when it is written as text.</summary>
    private static int BindNumber(string name, object value, RangeAttribute range) =>
        double.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == Math.Floor(number) && number >= (int)range.Minimum && number <= (int)range.Maximum
            ? (int)number
            : throw new ToolException($"The argument '{name}' must be a whole number from {range.Minimum} to {range.Maximum}.");
}
