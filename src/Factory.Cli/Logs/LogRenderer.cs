using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Logs;

namespace Factory.Cli.Logs;

/// <summary>Prints log entries.</summary>
internal sealed class LogRenderer(CommandContext context)
{
    private readonly TimeZoneInfo _zone = context.Environment.Time.LocalTimeZone;

    public void Show(LogEntry entry)
    {
        context.Output.WriteJson(entry);
        if (context.Output.IsJson)
        {
            return;
        }

        var at = TimeZoneInfo.ConvertTime(entry.At, _zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

        // The most specific one: an attempt's id leads to its task and run, not the other way round.
        var id = entry.Attempt ?? entry.Task ?? entry.Run;
        var about = id is null || entry.Message.Contains(id, StringComparison.Ordinal)
            ? ""
            : $" [dim]{TerminalSanitizer.SingleLineMarkup(id)}[/]";
        context.Output.WriteMarkup($"[dim]{at}[/] {FormatLevel(entry.Level)} {TerminalSanitizer.SingleLineMarkup(entry.Message, 4000)} " +
            $"[dim]({TerminalSanitizer.SingleLineMarkup(entry.Source.Split('.')[^1])})[/]{about}");
        foreach (var line in TerminalSanitizer.MultiLine(entry.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            context.Output.WriteLine("    " + line);
        }
    }

    private static string FormatLevel(LogEntryLevel level) => level switch
    {
        LogEntryLevel.Debug => "[dim]debug[/]",
        LogEntryLevel.Information => "info ",
        LogEntryLevel.Warning => "[yellow]warn [/]",
        LogEntryLevel.Error => "[red]error[/]",
        _ => "[red]fatal[/]",
    };
}
