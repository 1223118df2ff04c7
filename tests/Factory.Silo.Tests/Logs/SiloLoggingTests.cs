using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Contracts.Logs;
using Factory.Domain.Diagnostics;
using Factory.Silo.Logs;
using Factory.Workshop.Transcripts;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;

namespace Factory.Silo.Tests.Logs;

public sealed class SiloLoggingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-logs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_in_the_scope_of_an_attempt_carries_its_ids()
    {
        Write(log =>
        {
            using (log.BeginScope(LogScopes.Of(RunId.Parse("run-1"), TaskId.Parse("task-1"), AttemptId.Parse("attempt-1"))))
            {
                log.LogWarning("The tool {Tool} failed.", "grep");
            }

            log.LogError(new InvalidOperationException("broken\nin two lines"), "{Grain} failed", "task/task-2");
        });

        var entries = Entries();
        entries[0].ShouldSatisfyAllConditions(
            e => (e.Run, e.Task, e.Attempt).ShouldBe(("run-1", "task-1", "attempt-1")),
            e => (e.Level, e.Source, e.Message).ShouldBe((LogEntryLevel.Warning, "Factory.Test", "The tool grep failed.")));
        entries[1].Task.ShouldBe("task-2");
        entries[1].Run.ShouldBeNull();
        entries[1].Error!.ShouldContain("broken\nin two lines");
    }

    [Fact]
    public void Secrets_and_line_breaks_do_not_get_out()
    {
        Write(log => log.LogInformation("the key is {Key}\nand more", "sk-very-secret-value"), "sk-very-secret-value");

        var entry = Entries().ShouldHaveSingleItem();
        entry.Message.ShouldContain(SecretRedactor.Mark);
        File.ReadAllText(Files().Single()).ShouldNotContain("sk-very-secret-value");
    }

    [Fact]
    public void Files_are_bounded_in_size_and_number()
    {
        const int MaxBytes = 4096;
        Write(
            log =>
            {
                for (var i = 0; i < 400; i++)
                {
                    log.LogInformation("line {Number}", i);
                }
            },
            maxFileBytes: MaxBytes,
            keptFiles: 3);

        Files().Length.ShouldBe(3);
        Files().ShouldAllBe(f => new FileInfo(f).Length < MaxBytes + 1024);
        Entries().Count(e => e.Message == "line 399").ShouldBe(1, "the newest are kept");
    }

    private void Write(Action<Microsoft.Extensions.Logging.ILogger> write, string? secret = null, long maxFileBytes = SiloLogging.MaxFileBytes, int keptFiles = SiloLogging.KeptFiles)
    {
        using var serilog = new LoggerConfiguration()
            .WriteToFiles(_folder.FullName, new SecretRedactor(secret is null ? [] : [secret]), maxFileBytes, keptFiles)
            .CreateLogger();
        using var provider = new SerilogLoggerProvider(serilog);
        write(provider.CreateLogger("Factory.Test"));
    }

    private string[] Files() => Directory.GetFiles(_folder.FullName, "silo-*.log");

    private List<LogEntry> Entries() =>
        [.. Files().Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).Select(l => JsonSerializer.Deserialize<LogEntry>(l, FactoryJson.Options)!)];
}
