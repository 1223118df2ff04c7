using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Api;

/// <summary>
/// Says what is wrong with a request that ASP.NET Core could not bind. Its own texts name types of .NET and suggestions
/// for programmers, so only the name and the value of a parameter are taken from them.
/// </summary>
internal static partial class BindingErrors
{
    /// <summary>The message; never the framework's own text.</summary>
    public static string Explain(BadHttpRequestException error)
    {
        if (error.InnerException is JsonException json)
        {
            return "The body is not the JSON that is expected here" +
                $"{(json.Path is { Length: > 1 } path ? $": look at {RequestValidation.Shorten(path)}" : "")}.";
        }

        if (InvalidParameter().Match(error.Message) is { Success: true } invalid)
        {
            return $"{invalid.Groups["name"].Value} is '{RequestValidation.Shorten(invalid.Groups["value"].Value)}'; it must be " +
                $"{Describe(invalid.Groups["type"].Value)}.";
        }

        if (MissingParameter().Match(error.Message) is { Success: true } missing)
        {
            return missing.Groups["source"].Value == "body"
                ? "The request has no body; it must be JSON."
                : $"{missing.Groups["name"].Value} is missing.";
        }

        return error.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            StatusCodes.Status415UnsupportedMediaType => "The body must be JSON.",
            StatusCodes.Status408RequestTimeout => "The request arrived too slowly.",
            _ when error.Message.StartsWith("Implicit body", StringComparison.Ordinal) => "The request has no body; it must be JSON.",
            _ => "The request is not valid.",
        };
    }

    private static string Describe(string type) => type switch
    {
        _ when type.Contains("Date", StringComparison.Ordinal) => "a day, for example 2026-11-22",
        _ when type.Contains("bool", StringComparison.OrdinalIgnoreCase) => "true or false",
        _ when type.Contains("int", StringComparison.OrdinalIgnoreCase) || type.Contains("long", StringComparison.OrdinalIgnoreCase) =>
            "a whole number",
        _ when type.Contains("decimal", StringComparison.OrdinalIgnoreCase) => "a number",
        _ => "of another form",
    };

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex InvalidParameter();

    [GeneratedRegex("""^Required parameter "(?<type>.+) (?<name>\w+)" was not provided from (?<source>\w+)""")]
    private static partial Regex MissingParameter();
}
