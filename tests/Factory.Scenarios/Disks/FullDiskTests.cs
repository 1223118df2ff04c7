using Factory.Client;
using Factory.Contracts.Events;
using Factory.Contracts.Models;
using Factory.Scenarios.Crashes;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;

namespace Factory.Scenarios.Disks;

/// <summary>A full disk stops new work and loses nothing; work goes on by itself when there is space again.</summary>
public sealed class FullDiskTests : IDisposable
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
