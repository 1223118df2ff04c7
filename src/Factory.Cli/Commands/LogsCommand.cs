using System.CommandLine;
using Factory.Cli.Logs;
using Factory.Cli.Output;
using Factory.Contracts.Logs;

namespace Factory.Cli.Commands;

/// <summary><c>factory logs</c>.</summary>
internal static class LogsCommand
{
    private const string Description = """
        The factory's log files, which are there whether it is up or not.

        Examples:
          factory logs
          factory logs --follow --task task-01jd3z…
          factory logs --level warning --since 2h
          factory logs --run run-01jd3z… --lines 500 --json
        """;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    public static Command Create(CommandRunner verbs)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C" };
        var run = new Option<string?>("--run") { Description = "Only what is about this run", HelpName = "RUN" };
        var task = new Option<string?>("--task") { Description = "Only what is about this task", HelpName = "TASK" };
        var level = CommandArguments.EnumOption<LogEntryLevel>("--level");
        level.Description = "This and worse: debug, information, warning, error, critical";
        var since = new Option<string?>("--since") { Description = "Not older: 90s, 30m, 2h, 7d, or a time such as 2026-11-22T10:00", HelpName = "TIME" };
        var lines = new Option<int>("--lines", "-n") { Description = "At most so many from before now", HelpName = "N", DefaultValueFactory = _ => 200 };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--lines must be 0 or more.");
            }
        });
        return verbs.Handle(new Command("logs", Description) { follow, run, task, level, since, lines }, async (parsed, session) =>
        {
            var filter = new LogFilter(
                parsed.GetValue(run) is { } r ? CommandArguments.ParseId<RunId>(r) : null,
                parsed.GetValue(task) is { } t ? CommandArguments.ParseId<TaskId>(t) : null,
                parsed.GetValue(level),
                parsed.GetValue(since) is { } s ? CommandArguments.ParseSince(s, session.Environment.Time) : null);
            await ShowAsync(session, filter, parsed.GetValue(lines), parsed.GetValue(follow));
            return ExitCodes.Success;
        });
    }

    private static async Task ShowAsync(CommandContext session, LogFilter filter, int lines, bool follow)
    {
        var folder = Path.Combine(session.Settings.Data, "logs");
        var files = new LogFiles(folder);
        var picture = new LogRenderer(session);
        var (entries, position) = files.ReadLast(filter, lines);
        foreach (var entry in entries)
        {
            picture.Show(entry);
        }

        if (entries.Count == 0 && !follow)
        {
            session.Output.WriteLine(position.File is null ? $"There is no log in {TerminalSanitizer.SingleLine(folder)} yet: factory up{session.Settings.DataOption} writes one." : "Nothing in the log matches.");
        }

        while (follow && !session.Environment.Interrupt.IsCancellationRequested)
        {
            position = files.ReadFrom(position, entry =>
            {
                if (filter.Matches(entry))
                {
                    picture.Show(entry);
                }
            });
            await Task.Delay(PollInterval, session.Environment.Time, session.Environment.Interrupt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
