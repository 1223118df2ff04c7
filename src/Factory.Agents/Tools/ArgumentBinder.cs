using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Factory.Agents.Tools;

/// <summary>
/// Validates the arguments of a call and converts them to the types of the function's parameters. Semantic Kernel
/// ignores unknown arguments and passes on values of the wrong type.
/// </summary>
internal static class ArgumentBinder
{
    /// <summary>Returns whether a function declares its own schema and validates its arguments itself.</summary>
    public static bool HasOwnSchema(KernelFunction function) => function.Metadata.Parameters.Any(p => p.ParameterType is null);

    /// <summary>
    /// Validates and converts the arguments in place. Null counts as omitted, because models send it for optional
    /// arguments.
    /// </summary>
    /// <exception cref="ToolException">An argument is unknown, missing or invalid.</exception>
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
                throw new ToolException(
                    $"There is no argument '{name}': omit it. The arguments of {function.Name} are {string.Join(", ", parameters.Keys)}.");
            }

            if (value is null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
            {
                arguments.Remove(name);
                continue;
            }

            var rules = function.UnderlyingMethod!
                .GetParameters()
                .Single(p => p.Name == parameter.Name)
                .GetCustomAttributes(typeof(ValidationAttribute), inherit: false);
            arguments[name] = parameter.ParameterType == typeof(int)
                ? BindNumber(parameter.Name, value, rules.OfType<RangeAttribute>().Single())
                : BindText(parameter.Name, value, rules.OfType<RequiredAttribute>().Any());
        }

        if (parameters.Values.FirstOrDefault(p => p.IsRequired && !arguments.ContainsName(p.Name)) is { } missing)
        {
            throw new ToolException($"The argument '{missing.Name}' is missing: it must be a string.");
        }
    }

    private static string BindText(string name, object value, bool isRequired)
    {
        try
        {
            var text = value is JsonElement { ValueKind: JsonValueKind.String } json
                ? json.GetString()!
                : value as string ?? throw new ToolException($"The argument '{name}' must be a string.");
            return isRequired && string.IsNullOrWhiteSpace(text)
                ? throw new ToolException($"The argument '{name}' must not be empty.")
                : text;
        }
        catch (InvalidOperationException)
        {
            // GetString throws for an unpaired surrogate.
            throw new ToolException($"The argument '{name}' contains half of a surrogate pair: send valid Unicode.");
        }
    }

    // Models also send numbers as strings ("120") and integers as floating-point numbers (120.0).
    private static int BindNumber(string name, object value, RangeAttribute range) =>
        double.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number)
        && number == Math.Floor(number) && number >= (int)range.Minimum && number <= (int)range.Maximum
            ? (int)number
            : throw new ToolException($"The argument '{name}' must be a whole number from {range.Minimum} to {range.Maximum}.");
}
