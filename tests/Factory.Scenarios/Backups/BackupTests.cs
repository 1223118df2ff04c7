using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Scenarios.Crashes;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Factory.TestKit.Products;

namespace Factory.Scenarios.Backups;

/// <summary>A backup that is made while a run is at work holds all that the run needs to finish elsewhere.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly FactoryCli _here = new();
    private readonly FactoryCli _there = new();

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task Backup_DuringARun_IsRestoredElsewhereAndTheRunFinishesThere()
    {
        var team = new CrashTeam();
        var reviewing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        team.Asked = kind =>
        {
            if (kind == "review")
            {
                reviewing.TrySetResult();
            }
        };
        await using var models = await FakeModelServer.StartAsync(team.Answer);
        foreach (var cli in new[] { _here, _there })
        {
            cli.With("OPENAI_API_KEY", "sk-backup").With("OPENAI_BASE_URL", models.BaseUrl(ModelApi.OpenAIChat));
        }

        var file = Path.Combine(_here.Scratch("backups"), "factory.tar.gz");
        var run = await BackUpDuringAsync(reviewing.Task, file);

        // Nothing of the old folder may be needed.
        Directory.Move(_here.Data, _here.Data + ".gone");
        var restored = await _there.RunAsync("restore", file, "--json");
        restored.ExitCode.ShouldBe(0, restored.ToString());
        await using (var silo = await _there.UpAsync("--config", restored.Lines()[^1].GetProperty("configuration").GetString()!))
        {
            var result = await _there.RunAsync("run", "--resume", run, "--json");
            result.ExitCode.ShouldBe(0, result.ToString());
            var finished = RunFinished.Of(result);
            finished.Repository.ShouldStartWith(_there.Data);
            finished.Stages.Single(s => s.Name == "build").Attempts.ShouldBe(1, "what was finished is not done again");
            using var http = ProductClient.Create();
            (await http.GetStringAsync(finished.Url)).ShouldContain("Open 9 to 5");
            await Git.RunAsync(finished.Repository, "fsck", "--strict", "--full");
            (await Git.RunAsync(finished.Repository, "status", "--porcelain")).ShouldBeEmpty();
            (await Git.RunAsync(finished.Repository, "log", "--first-parent", "--format=%s", "main")).Split('\n').Length.ShouldBe(2);
        }

        Directory.Exists(_here.Data).ShouldBeFalse();
        NothingShouldName(_here.Data + "/products");
    }

    /// <summary>
    /// Starts a run, backs up once it has come to the given point, and kills the silo; returns the run's id.
    /// </summary>
    private async Task<string> BackUpDuringAsync(Task reached, string file)
    {
        await using var silo = await _here.UpAsync();
        using var running = _here.Start("run", "--json", "A page with our shop's hours");
        var first = await running.StandardOutput.ReadLineAsync();
        await reached.WaitAsync(TimeSpan.FromMinutes(3));
        var written = await _here.RunAsync("backup", "--output", file, "--json");
        written.ExitCode.ShouldBe(0, written.ToString());
        written.Lines()[^1].GetProperty("repositories").GetInt32().ShouldBe(1);
        await silo.KillAsync();
        running.Kill(entireProcessTree: true);
        return JsonDocument.Parse(first!).RootElement.GetProperty("run").GetString()!;
    }

    [Fact]
    public async Task Backup_File_IsForItsOwnerAloneAndOverwritesNothing()
    {
        await using var silo = await _here.UpAsync();
        var file = Path.Combine(_here.Scratch("backups"), "factory.tar.gz");
        (await _here.RunAsync("backup", "--output", file)).ExitCode.ShouldBe(0);

        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await _here.RunAsync("backup", "--output", file)).Error.ShouldContain("backup.failed");
    }

    [Fact]
    public async Task Restore_OverARunningSiloOrAFolderWithFiles_IsRefused()
    {
        var file = Path.Combine(_here.Scratch("backups"), "factory.tar.gz");
        await using (var silo = await _here.UpAsync())
        {
            (await _here.RunAsync("backup", "--output", file)).ExitCode.ShouldBe(0);
            (await _here.RunAsync("restore", file, "--force")).Error.ShouldContain($"pid {silo.Pid}");
        }

        (await _here.RunAsync("restore", file)).Error.ShouldContain("data.not_empty");
    }

    [Fact]
    public async Task Restore_Force_KeepsWhatWasThereAside()
    {
        await using (await _here.UpAsync())
        {
            (await _here.RunAsync("pause")).ExitCode.ShouldBe(0);
        }

        var file = Path.Combine(_here.Scratch("backups"), "factory.tar.gz");
        (await _here.RunAsync("backup", "--output", file)).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(Path.Combine(_here.Data, "mine.txt"), "keep me");
        var restored = await _here.RunAsync("restore", file, "--force", "--json");
        restored.ExitCode.ShouldBe(0, restored.ToString());
        var aside = restored.Lines()[^1].GetProperty("previousDataFolder").GetString()!;
        (await File.ReadAllTextAsync(Path.Combine(aside, "mine.txt"))).ShouldBe("keep me");
        await using var silo = await _here.UpAsync();
        using var http = ProductClient.Create();
        JsonDocument.Parse(await http.GetStringAsync(silo.Url + "/api/health"))
            .RootElement.GetProperty("paused")
            .GetBoolean()
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("")]
    public async Task Restore_FileThatIsNoBackup_IsRefusedAndNothingChanges(string content)
    {
        var file = Path.Combine(_here.Scratch("backups"), "factory.tar.gz");
        await File.WriteAllTextAsync(file, content);
        var refused = await _here.RunAsync("restore", file);
        refused.ExitCode.ShouldBe(10);
        refused.Error.ShouldContain("backup.invalid");
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(_here.Data)!)
            .ShouldNotContain(e => e.StartsWith(_here.Data + ".", StringComparison.Ordinal));
    }

    /// <summary>Neither states nor index, events or stored responses of the restored folder name the old one.</summary>
    private void NothingShouldName(string oldFolder)
    {
        using var folder = new DataFolder(_there.Data);
        var texts = folder.Rows(
            """
            SELECT key, payload FROM states
            UNION ALL SELECT state_key, view FROM index_rows
            UNION ALL SELECT seq, data FROM events
            UNION ALL SELECT key, response FROM idempotency
            """);
        foreach (var row in texts)
        {
            row[1].ShouldNotContain(oldFolder, Case.Sensitive, $"{row[0]} still names the old place");
        }
    }
}
