using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Factory.Client;

/// <summary>Builds a request path with query parameters; parameters without a value are left out.</summary>
internal static class QueryString
{
    public static string Build(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
            {
                continue;
            }

            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(Format(value)));
            separator = '&';
        }

        return text.ToString();
    }

    private static string Format(object value) =>
        value is Enum ? JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
