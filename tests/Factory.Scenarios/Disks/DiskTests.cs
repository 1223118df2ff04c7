using System.Text.Json;
using Factory.Client;
using Factory.Contracts.Events;
using Factory.Contracts.Models;
using Factory.Scenarios.Crashes;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Disks;

/// <summary>
/// Whatever is wrong with the disk of the data folder, the factory names the folder, the problem and the fix, and loses
/// nothing.
/// </summary>
public sealed class DiskTests : IDisposable
{
    private const int Megabytes = 96;

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [MountedFact]
    public async Task Run_FullDisk_WaitsAndGoesOnWhenThereIsSpace()
    {
        using var disk = SmallDisk.Mount(_cli.Data, Megabytes);
        var team = new CrashTeam();
        var full = 0;
        team.Asked = kind =>
        {
            // In the middle of the build: between a model call and its response.
            if (kind == "build" && Interlocked.Exchange(ref full, 1) == 0)
            {
                disk.Fill();
            }
        };
        await using var models = await FakeModelServer.StartAsync(team.Answer);
        _cli.With("OPENAI_API_KEY", "sk-disk").With("OPENAI_BASE_URL", models.BaseUrl(ModelApi.OpenAIChat));
        var seen = new List<FactoryEvent>();
        await using (var silo = await _cli.UpAsync())
        {
            using var running = _cli.Start("run", "--json", "A page with our shop's hours");
            var output = running.StandardOutput.ReadToEndAsync();
            using var client = new FactoryClient(silo.Url, (await SiloLocator.FindAsync(_cli.Data))!.Token);
            var health = await UntilAsync(client, "degraded");
            health.Problem!.Code.ShouldBe("data.disk_full");
            health.Problem.Message.ShouldContain(_cli.Data);
            var refused = await _cli.RunAsync("run", "--json", "Another page");
            refused.ExitCode.ShouldBe(10, refused.ToString());
            refused.Error.ShouldContain("data.disk_full");
            refused.Error.ShouldContain(_cli.Data);

            disk.Free();
            await UntilAsync(client, "ok");
            await running.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            RunFinished.Of(new CliResult(running.ExitCode, await output, "")).Status.ShouldBe("succeeded");
            Directory.EnumerateFiles(Path.Combine(_cli.Data, "logs"))
                .SelectMany(ReadShared)
                .ShouldContain(l => l.Contains("data.disk_full"));
        }

        // Messages whose deletion found no space are published again at the next start, which then deletes them.
        using var folder = new DataFolder(_cli.Data);
        await using (await _cli.UpAsync())
        {
            await UntilAsync(() => folder.Rows("SELECT id FROM outbox").Count == 0);
        }

        (await Audit.FindAsync(folder, seen, billed: 0)).ShouldBeEmpty();
    }

    [MountedFact]
    public async Task Up_ReadOnlyDataFolder_NamesItAndTheFix()
    {
        using var disk = SmallDisk.Mount(_cli.Data, Megabytes);
        await using (await _cli.UpAsync())
        {
            // Creates the files of a used data folder.
        }

        disk.MakeReadOnly();
        var up = await _cli.RunAsync("up", "--json");
        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.unusable");
        up.Error.ShouldContain(_cli.Data);
        up.Error.ShouldContain("--data");
    }

    [Fact]
    public async Task Up_DamagedDatabase_NamesItAndTheFix()
    {
        await using (await _cli.UpAsync())
        {
        }

        var file = Path.Combine(_cli.Data, "factory.db");
        await File.WriteAllBytesAsync(file, [.. Enumerable.Repeat((byte)'x', 32 * 1024)]);
        var up = await _cli.RunAsync("up", "--json");
        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.unusable");
        up.Error.ShouldContain(file);
        up.Error.ShouldContain("factory restore");
        up.Error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is no message");
    }

    [Fact]
    public async Task Up_DatabaseOfANewerVersion_NamesBothVersions()
    {
        var up = await UpOnVersionAsync(77);

        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.version_too_new");
        up.Error.ShouldMatch(@"version 77; this program reads versions up to \d+");
    }

    [Fact]
    public async Task Up_DatabaseOfAnOlderPreview_NamesFolderRuleAndFix()
    {
        var up = await UpOnVersionAsync(4);

        up.ExitCode.ShouldBe(10, up.ToString());
        up.Error.ShouldContain("data.version_too_old");
        up.Error.ShouldContain(_cli.Data);
        up.Error.ShouldMatch(@"version 4, written by a preview of the factory; this program reads versions? \d+");
        up.Error.ShouldContain("--data DIR");
        up.Error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace is not a message");
    }

    [Fact]
    public async Task Up_RefusedDatabase_IsLeftAsItWas()
    {
        await UpOnVersionAsync(4);

        using var folder = new DataFolder(_cli.Data);
        folder.Rows("PRAGMA user_version").Single()[0].ShouldBe("4");
    }

    [Fact]
    public async Task Up_SecondSilo_NamesTheFirstAndAKilledOneHoldsNothing()
    {
        await using (var first = await _cli.UpAsync())
        {
            var second = await _cli.RunAsync("up", "--json");
            second.ExitCode.ShouldBe(10, second.ToString());
            second.Error.ShouldContain("data.locked");
            second.Error.ShouldContain($"pid {first.Pid}");
            await first.KillAsync();
        }

        await using var again = await _cli.UpAsync();
    }

    [Fact]
    public async Task Run_IdeaOfAMegabyte_IsRefusedWithItsLimit()
    {
        await using var silo = await _cli.UpAsync();
        var file = Path.Combine(_cli.Scratch("ideas"), "idea.md");
        await File.WriteAllTextAsync(file, new string('x', 1024 * 1024));
        var refused = await _cli.RunAsync("run", "--json", "--idea-file", file);
        refused.ExitCode.ShouldBe(2, refused.ToString());
        refused.Error.ShouldContain("idea.too_long");
        refused.Error.ShouldContain("131,072");

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await SiloLocator.FindAsync(_cli.Data))!.Token);
        (await PostAsync(1024 * 1024)).ShouldContain("The limit is 1 MB.");
        (await PostAsync(200_000)).ShouldContain("idea.too_long");

        async Task<string> PostAsync(int length)
        {
            using var body = new StringContent(
                JsonSerializer.Serialize(new { idea = new string('x', length) }),
                System.Text.Encoding.UTF8,
                "application/json");
            using var answer = await http.PostAsync(new Uri(silo.Url + "/api/runs"), body);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    /// <summary>Starts the factory on a data folder of its own that says it has another version.</summary>
    private async Task<CliResult> UpOnVersionAsync(int version)
    {
        await using (await _cli.UpAsync())
        {
            // Creates the folder.
        }

        using (var db = new SqliteConnection($"Data Source={Path.Combine(_cli.Data, "factory.db")};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {version}";
            command.ExecuteNonQuery();
        }

        return await _cli.RunAsync("up", "--json");
    }

    private static async Task<Factory.Contracts.Api.HealthView> UntilAsync(FactoryClient client, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var health = await client.GetHealthAsync(limit.Token);
            if (health.Status == status)
            {
                return health;
            }

            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!reached())
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    private static IEnumerable<string> ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
