using System.Globalization;
using System.Text.Json;

namespace Factory.Cli.Output;

/// <summary>Formats numbers, times and names for people.</summary>
internal static class Formatting
{
    /// <summary><c>3.1 s</c>, <c>2 m 05 s</c>, <c>1 h 02 m</c>.</summary>
    public static string Format(TimeSpan time) => time switch
    {
        // The clock was set back in between.
        { TotalSeconds: < 0 } => "0.0 s",
        { TotalSeconds: < 59.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),

        // What is left below a minute would be rounded to '60.0 s'.
        { TotalSeconds: < 60 } => "1 m 00 s",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} m {time.Seconds:00} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes:00} m",
    };

    /// <summary><c>a task</c>, <c>an attempt</c>.</summary>
    public static string WithArticle(string noun) => (noun.Length > 0 && "aeiou".Contains(noun[0]) ? "an " : "a ") + noun;

    /// <summary><c>1 task</c>, <c>12 tasks</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary><c>950</c>, <c>12.3k</c>, <c>1.2M</c>.</summary>
    public static string FormatCount(long count) => count switch
    {
        < 1_000 => count.ToString(CultureInfo.InvariantCulture),

        // Not 1,000,000: one digit after the point rounds what is above to '1000.0k'.
        < 999_950 => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000d:0.0}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000d:0.0}M"),
    };

    /// <summary><c>950 B</c>, <c>12.3 KB</c>, <c>1.2 GB</c>.</summary>
    public static string FormatBytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} B",
        < 999_950 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} KB"),
        < 999_950_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary><c>waiting for operator</c>.</summary>
    public static string Format<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');

    /// <summary><c>waitingForOperator</c>: as the API prints it.</summary>
    public static string ToCamelCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary><c>Rex</c> for <c>agent-rex</c>.</summary>
    public static string AgentName(AgentId? agent)
    {
        var name = TerminalSanitizer.SingleLine(agent?.Value);
        var bare = name.StartsWith("agent-", StringComparison.Ordinal) ? name[6..] : name;
        return bare.Length == 0 ? "" : char.ToUpperInvariant(bare[0]) + bare[1..];
    }

    /// <summary><c>2026-11-22 12:00</c> in the local time zone.</summary>
    public static string Format(DateTimeOffset at, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
