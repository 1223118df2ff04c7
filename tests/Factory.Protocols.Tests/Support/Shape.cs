using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Factory.Protocols.Tests.Support;

/// <summary>
/// Prints neutral records with all that is in them, so that two can be compared and the difference read.
/// </summary>
internal static class Shape
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Print(text, value, "");
        return text.ToString();
    }

    private static void Print(StringBuilder text, object? value, string indent)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case JsonElement json:
                text.Append(JsonSerializer.Serialize(json)).Append('\n');
                break;
            case string or bool or Enum or IFormattable:
                text.Append(CultureInfo.InvariantCulture, $"{value}").Append('\n');
                break;
            case IEnumerable list:
                text.Append('\n');
                foreach (var item in list)
                {
                    text.Append(indent).Append("- ");
                    Print(text, item, indent + "  ");
                }

                break;
            default:
                text.Append(value.GetType().Name).Append('\n');
                foreach (var property in value.GetType()
                    .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.GetIndexParameters().Length == 0))
                {
                    text.Append(indent).Append("  ").Append(property.Name).Append(": ");
                    Print(text, property.GetValue(value), indent + "  ");
                }

                break;
        }
    }
}
