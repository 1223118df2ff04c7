using Spectre.Console;

namespace Factory.Cli.Output;

/// <summary>Prints lists as aligned columns without borders, which other programs can parse.</summary>
internal static class Tables
{
    public static void WriteTable(this ConsoleOutput output, string[] headings, IEnumerable<string[]> rows) =>
        output.Console.Write(Create(headings, rows));

    /// <summary>Creates a table to render with other content.</summary>
    public static Table Create(string[] headings, IEnumerable<string[]> rows)
    {
        var table = new Table().NoBorder();
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn($"[bold]{TerminalSanitizer.SingleLineMarkup(heading)}[/]")
            {
                // A wrapped cell would spread one row over two lines, which programs read as two rows.
                NoWrap = true,
                Padding = new Padding(0, 0, 2, 0)
            });
        }

        foreach (var row in rows)
        {
            // Here, so that no table can forget it: cells are Spectre markup, and many hold text of models.
            table.AddRow([.. row.Select(cell => TerminalSanitizer.SingleLineMarkup(cell))]);
        }

        return table;
    }
}
