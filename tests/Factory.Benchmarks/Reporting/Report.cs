using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Factory.Benchmarks.Reporting;

/// <summary>Shows figures, to programs or to people.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    /// <param name="figures">What was measured.</param>
    /// <param name="asJson">One JSON object instead of a table.</param>
    /// <param name="rows">The rows of the table.</param>
    public static void Write<T>(T figures, bool asJson, Func<T, IEnumerable<ReportRow>> rows)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Json));
            return;
        }

        var table = new Table().AddColumns("What", "Here", "Beside it", "Ratio");
        foreach (var row in rows(figures))
        {
            table.AddRow(
                row.What,
                Number(row.Here),
                row.Beside is { } beside ? Number(beside) : "",
                row.Beside is { } divisor ? Number(row.Here / divisor) + " ×" : "");
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double value) => value.ToString(value < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
