using Factory.Cli.Tests.Support;
using Factory.Contracts.Logs;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Parsing;

namespace Factory.Cli.Tests.Logs;

public sealed class LogsCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly CliRig _rig = new();

    private string Folder => Directory.CreateDirectory(Path.Combine(_rig.Data, "logs")).FullName;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Logs_SeveralFiles_PrintsTheLastLinesInOrder()
    {
        Write("silo-20261122_001.log", Entry("third"), Entry("fourth"));
        Write("silo-20261121.log", Entry("first"));
        Write("silo-20261122.log", Entry("second"));
        File.WriteAllText(Path.Combine(Folder, "silo-notes.log"), "not a log");

        (await _rig.RunAsync("logs", "--lines", "3")).ShouldBe(ExitCodes.Success);

        Messages().ShouldBe(["second", "third", "fourth"]);
    }

    [Fact]
    public async Task Logs_Filters_SelectEntries()
    {
        Write(
            "silo-20261122.log",
            Entry("old", at: Now.AddHours(-5)) with { Task = "task-1" },
            Entry("other task") with { Task = "task-2" },
            Entry("mild") with { Task = "task-1", Run = "run-1" },
            Entry("bad", LogEntryLevel.Error) with { Task = "task-1", Run = "run-1", Attempt = "attempt-1" });

        await _rig.RunAsync("logs", "--task", "1", "--since", "2h", "--json");
        _rig.JsonLines().Select(l => l.GetProperty("message").GetString()).ShouldBe(["mild", "bad"]);
        _rig.Out.GetStringBuilder().Clear();

        await _rig.RunAsync("logs", "--run", "run-1", "--level", "warning");
        Messages().ShouldBe(["bad"]);
        _rig.Out.ToString().ShouldContain("attempt-1");
    }

    [Fact]
    public async Task Logs_TornAndForeignLines_AreSkippedAndSanitized()
    {
        File.WriteAllText(
            Path.Combine(Folder, "silo-20261122.log"),
            "2026-11-22 text of an old version\n" + Line(Entry("a \u001b[2Jb")) + "{\"at\":\"20");

        (await _rig.RunAsync("logs")).ShouldBe(ExitCodes.Success);

        _rig.Out.ToString().ShouldNotContain('\u001b');
        Messages().ShouldBe(["a [2Jb"]);
    }

    [Fact]
    public async Task Logs_LinesOfAnOldFormat_AreSkipped()
    {
        const string Before = """{"at":"2026-11-22T10:00:00+01:00","level":"information","source":"Factory.Old","message":"old"}""";
        File.WriteAllText(Path.Combine(Folder, "silo-20261121.log"), Before + "\n");
        (await _rig.RunAsync("logs")).ShouldBe(ExitCodes.Success);
        _rig.Out.ToString().ShouldContain("No entry of the log matches.");

        Write("silo-20261122.log", Entry("new"));
        (await _rig.RunAsync("logs")).ShouldBe(ExitCodes.Success);
        Messages().ShouldBe(["new"]);
    }

    [Fact]
    public async Task Logs_Message_IsRenderedFromTemplateAndValues()
    {
        LogEventProperty[] values =
        [
            new(
                "Tool",
                new ScalarValue("grep")), new(
                    "Count",
                    new ScalarValue(3)), new("Share", new ScalarValue(0.256)), new("Ok", new ScalarValue(true)),
            new("List", new SequenceValue([new ScalarValue("a"), new ScalarValue(1)])), new("None", new ScalarValue(null)),
        ];
        var template = new MessageTemplateParser().Parse("{Tool} found {Count} of {{all}}, {Share:0.00}, {Ok}, {List}, {None}, {Absent}");
        File.WriteAllText(
            Path.Combine(Folder, "silo-20261122.log"),
            Line(new LogEvent(Now, LogEventLevel.Fatal, new InvalidOperationException("broken"), template, values)));

        (await _rig.RunAsync("logs", "--json")).ShouldBe(ExitCodes.Success);

        var entry = _rig.JsonLines().ShouldHaveSingleItem();
        entry.GetProperty("message").GetString().ShouldBe("""grep found 3 of {all}, 0.26, true, ["a",1], null, {Absent}""");
        entry.GetProperty("level").GetString().ShouldBe("critical");
        entry.GetProperty("error").GetString()!.ShouldContain("broken");
        entry.GetProperty("source").GetString().ShouldBe("Factory");
        entry.GetProperty("at").GetDateTimeOffset().ShouldBe(Now);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"@t":"yesterday","@mt":"x"}""")]
    [InlineData("""{"@t":7}""")]
    [InlineData("""{"@t":"2026-11-22T10:00:00Z","@mt":"{A:0}","@r":7}""")]
    [InlineData("""{"@t":"2026-11-22T10:00:00Z","@mt":""")]
    public async Task Logs_InvalidLine_IsSkipped(string line)
    {
        File.WriteAllText(Path.Combine(Folder, "silo-20261122.log"), line + "\n");
        (await _rig.RunAsync("logs")).ShouldBe(ExitCodes.Success);
        _rig.Out.ToString().ShouldContain("No entry of the log matches.");
    }

    [Fact]
    public async Task Logs_NoLog_NamesTheCommandThatWritesOne()
    {
        (await _rig.RunAsync("logs")).ShouldBe(ExitCodes.Success);

        _rig.Out.ToString().ShouldContain("factory up");
    }

    [Theory]
    [InlineData("--since", "yesterday-ish")]
    [InlineData("--level", "loud")]
    [InlineData("--lines", "-1")]
    [InlineData("--task", "task_!")]
    public async Task Logs_InvalidOption_IsRejected(string option, string value) =>
        (await _rig.RunAsync("logs", option, value)).ShouldBe(ExitCodes.Usage);

    [Fact]
    public void Follow_PartialLinesAndRotation_LosesNothing()
    {
        Write("silo-20261122.log", Entry("before"));
        var reading = new Factory.Cli.Logs.LogFiles(Folder);
        var (_, position) = reading.ReadLast(new Factory.Cli.Logs.LogFilter(), 1);
        var seen = new List<string>();
        var line = Line(Entry("in two parts"));

        Append("silo-20261122.log", line[..20]);
        position = reading.ReadFrom(position, e => seen.Add(e.Message));
        seen.ShouldBeEmpty();
        Append("silo-20261122.log", line[20..] + Line(Entry("last of the file")));
        Write("silo-20261122_001.log", Entry("first of the next"));
        Write("silo-20261123.log", Entry("next day"));
        position = reading.ReadFrom(position, e => seen.Add(e.Message));
        File.Delete(Path.Combine(Folder, "silo-20261122.log"));
        Append("silo-20261123.log", Line(Entry("more")));
        reading.ReadFrom(position, e => seen.Add(e.Message));

        seen.ShouldBe(["in two parts", "last of the file", "first of the next", "next day", "more"]);
    }

    [Fact]
    public async Task Follow_Signal_Ends()
    {
        Write("silo-20261122.log", Entry("there"));
        var following = _rig.RunAsync("logs", "--follow");
        _rig.Interrupt();

        (await following).ShouldBe(ExitCodes.Success);
        Messages().ShouldBe(["there"]);
    }

    private static LogEntry Entry(
        string message,
        LogEntryLevel level = LogEntryLevel.Information,
        DateTimeOffset? at = null) => new(at ?? Now, level, "Factory.Test", message);

    // As the silo writes it.
    private static string Line(LogEntry entry)
    {
        IEnumerable<(string Name, string? Value)> values = [
            ("SourceContext", entry.Source),
            ("Text", entry.Message),
            ("Run", entry.Run),
            ("Task", entry.Task),
            ("Attempt", entry.Attempt)
        ];
        return Line(new LogEvent(
            entry.At,
            entry.Level switch
            {
                LogEntryLevel.Information =>
                LogEventLevel.Information,
                LogEntryLevel.Error =>
                    LogEventLevel.Error,
                _ => throw new ArgumentOutOfRangeException(nameof(entry))
            },
            entry.Error is { } error ? new InvalidOperationException(error) : null,
            new MessageTemplateParser().Parse("{Text}"),
            values.Where(v => v.Value is not null).Select(v => new LogEventProperty(v.Name, new ScalarValue(v.Value)))));
    }

    private static string Line(LogEvent log)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new CompactJsonFormatter().Format(log, text);
        return text.ToString();
    }

    private void Write(string file, params LogEntry[] entries) =>
        File.WriteAllText(Path.Combine(Folder, file), string.Concat(entries.Select(Line)));

    private void Append(string file, string text) => File.AppendAllText(Path.Combine(Folder, file), text);

    private List<string> Messages() =>
        [.. _rig.Out.ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => l.Contains("(Test)", StringComparison.Ordinal))
            .Select(l => l[26..l.LastIndexOf(" (Test)", StringComparison.Ordinal)])];
}
