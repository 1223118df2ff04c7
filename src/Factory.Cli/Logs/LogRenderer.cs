using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Logs;

namespace Factory.Cli.Logs;

/// <summary>Shows log entries.</summary>
internal sealed class LogRenderer(CommandContext session)
{
    private readonly TimeZoneInfo _zone = session.Environment.Time.LocalTimeZone;

    public void Show(LogEntry entry)
    {
        session.Output.Record(entry);
        if (session.Output.Json)
        {
            return;
        }

        var at = TimeZoneInfo.ConvertTime(entry.At, _zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var id = entry.Attempt ?? entry.Task ?? entry.Run;
        var about = id is null || entry.Message.Contains(id, StringComparison.Ordinal) ? "" : $" [dim]{TerminalSanitizer.Markup(id)}[/]";
        session.Output.Markup($"[dim]{at}[/] {Word(entry.Level)} {TerminalSanitizer.Markup(entry.Message, 4000)} [dim]({TerminalSanitizer.Markup(entry.Source.Split('.')[^1])})[/]{about}");
        foreach (var line in TerminalSanitizer.Block(entry.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            session.Output.Line("    " + line);
        }
    }

    private static string Word(LogEntryLevel level) => level switch
    {
        LogEntryLevel.Debug => "[dim]debug[/]",
        LogEntryLevel.Information => "info ",
        LogEntryLevel.Warning => "[yellow]warn [/]",
        LogEntryLevel.Error => "[red]error[/]",
        _ => "[red]fatal[/]",
    };
}
