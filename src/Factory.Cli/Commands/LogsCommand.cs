using System.CommandLine;
using Factory.Cli.Logs;
using Factory.Cli.Output;
using Factory.Contracts.Logs;

namespace Factory.Cli.Commands;

/// <summary><c>factory logs</c>.</summary>
internal static class LogsCommand
{
    private const string Description = """
        The log files of the factory. Works without a running factory.

        Examples:
          factory logs
          factory logs --follow --task task-01jd3z…
          factory logs --level warning --since 2h
          factory logs --run run-01jd3z… --lines 500 --json
        """;

    // Polling works on every file system; inotify reports nothing about files that another machine writes to a network
    // mount.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public static Command Create(CommandRunner commands)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Print new entries as they are written, until Ctrl-C" };
        var run = CommandArguments.IdOption<RunId>("--run", "Only entries about this run", "RUN");
        var task = CommandArguments.IdOption<TaskId>("--task", "Only entries about this task", "TASK");
        var level = CommandArguments.EnumOption<LogEntryLevel>("--level");
        level.Description = "The lowest level to show: debug, information, warning, error, critical";
        var since = new Option<string?>("--since")
        {
            Description = "Only entries since: 90s, 30m, 2h, 7d, or a time such as 2026-11-22T10:00",
            HelpName = "TIME"
        };
        var lines = CommandArguments.NumberOption(["--lines", "-n"], "The most earlier entries to show", 200, 0);
        return commands.Handle(new Command("logs", Description) { follow, run, task, level, since, lines }, async (parsed, context) =>
        {
            var filter = new LogFilter(
                parsed.GetValue(run),
                parsed.GetValue(task),
                parsed.GetValue(level),
                parsed.GetValue(since) is { } s ? CommandArguments.ParseSince(s, context.Environment.Time) : null);
            await ShowAsync(context, filter, parsed.GetValue(lines), parsed.GetValue(follow));
            return ExitCodes.Success;
        });
    }

    private static async Task ShowAsync(CommandContext context, LogFilter filter, int lines, bool follow)
    {
        var folder = Path.Combine(context.Settings.Data, "logs");
        var files = new LogFiles(folder);
        var picture = new LogRenderer(context);
        var (entries, position) = files.ReadLast(filter, lines);
        foreach (var entry in entries)
        {
            picture.Show(entry);
        }

        if (entries.Count == 0 && !follow)
        {
            context.Output.WriteLine(position.File is null
                ? $"There is no log in {TerminalSanitizer.SingleLine(folder)} yet: factory up{context.Settings.DataOption} writes one."
                : "No entry of the log matches.");
        }

        while (follow && !context.Environment.Interrupt.IsCancellationRequested)
        {
            position = files.ReadFrom(position, entry =>
            {
                if (filter.Matches(entry))
                {
                    picture.Show(entry);
                }
            });
            await Task.Delay(
                PollInterval,
                context.Environment.Time,
                context.Environment.Interrupt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
