using System.Diagnostics;
using Factory.Agents.Retention;
using Factory.Contracts.Ids;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Agents.Tests.Retention;

public sealed class RunnerSessionRetentionTests : IDisposable
{
    private static readonly RetentionPolicy Policy = RetentionPolicy.Default;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Given.Now);
    private readonly FactoryPaths _paths;
    private readonly RunnerSessionRetention _retention;

    public RunnerSessionRetentionTests()
    {
        _paths = new FactoryPaths(_folder.In("data"));
        _retention = new RunnerSessionRetention(_paths, _time);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_Sessions_AreThoseOfAttemptsThatEndedLongEnoughAgo()
    {
        var facts = Facts(
            ("attempt-1", Age(Policy.Transcripts), true),
            ("attempt-2", Age(Policy.Transcripts - TimeSpan.FromMinutes(1)), true),
            ("attempt-3", Age(Policy.Transcripts), false),
            ("attempt-4", null, true));
        foreach (var attempt in facts.Attempts.Keys.Append(AttemptId.Parse("attempt-9")))
        {
            Shell(attempt, "mkdir home; head -c 100000 /dev/urandom > home/x");
        }

        var item = (await _retention.FindAsync(facts, Policy, default)).ShouldHaveSingleItem();

        (item.Kind, item.Name).ShouldBe((RetentionKind.RunnerSession, "attempt-1"));
        item.Bytes.ShouldBeGreaterThan(100_000);
    }

    [Theory]
    [InlineData("ln -s ../../../outside home")]
    [InlineData("mkdir home; ln -s ../../../../outside home/link; ln ../../../outside/kept home/hard")]
    [InlineData("mkdir -p home/closed/inner; touch home/closed/inner/x; chmod 000 home/closed")]
    [InlineData("mkdir home; touch \"home/$(printf 'caf\\351')\"; mkfifo home/pipe")]
    public async Task RemoveAsync_HostileHome_IsDeletedAndNothingElse(string script)
    {
        Directory.CreateDirectory(_folder.In("outside"));
        File.WriteAllText(_folder.In("outside/kept"), "mine");
        var attempt = AttemptId.Parse("attempt-1");
        Shell(attempt, script);
        var facts = Facts(("attempt-1", Age(Policy.Transcripts), true));

        await _retention.RemoveAsync((await _retention.FindAsync(facts, Policy, default)).Single(), facts, Policy, default);

        Directory.EnumerateFileSystemEntries(_paths.RunnerSessions).ShouldBeEmpty();
        File.ReadAllText(_folder.In("outside/kept")).ShouldBe("mine");
    }

    [Fact]
    public async Task FindAsync_DeletionThatACrashInterrupted_IsCompleted()
    {
        var session = _paths.RunnerSession(AttemptId.Parse("attempt-1"));
        Directory.CreateDirectory(Path.Combine(session + ".deleting", "home"));

        (await _retention.FindAsync(Facts(), Policy, default)).ShouldBeEmpty();

        Directory.EnumerateFileSystemEntries(_paths.RunnerSessions).ShouldBeEmpty();
    }

    private static DateTimeOffset Age(TimeSpan age) => Given.Now - age;

    private static RetentionFacts Facts(params (string Attempt, DateTimeOffset? FinishedAt, bool TaskFinished)[] attempts) => new(
        attempts.ToDictionary(a => AttemptId.Parse(a.Attempt), a => new AttemptFacts(a.FinishedAt, a.TaskFinished, IsBuild: true)),
        new HashSet<string>());

    private void Shell(AttemptId attempt, string script)
    {
        var folder = Directory.CreateDirectory(_paths.RunnerSession(attempt)).FullName;
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { WorkingDirectory = folder })!;
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }
}
