using System.Globalization;
using System.Text.Json;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Fakes;
using Xunit.Abstractions;

namespace Factory.Scenarios.Crashes;

/// <summary>
/// The silo is killed at random moments of every stage; every run must finish, and what it leaves must be as if nothing
/// had happened. <c>FACTORY_KILLS</c> says how often (default 25, a fifth in each stage; <c>tests/long.sh crash</c>
/// does two hundred, each time with another seed), <c>FACTORY_SEED</c> which plan; the fast tier always has the same.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    private const int UsualKills = 25;
    private const int UsualSeed = 20_261_130;
    private const int MaxKillsPerStageAndRun = 5;

    [Fact]
    public async Task Run_KilledAtRandomInEveryStage_FinishesOnce()
    {
        var kills = Setting("FACTORY_KILLS") ?? UsualKills;
        var seed = Setting("FACTORY_SEED") ?? UsualSeed;
        var plan = new KillPlan(seed, (kills + KillPlan.Stages.Length - 1) / KillPlan.Stages.Length);
        Say($"seed {seed}, {plan.LeftInAll} kills");
        for (var number = 1; plan.LeftInAll > 0; number++)
        {
            number.ShouldBeLessThan(kills + 2, $"the plan does not come to its end, seed {seed}");
            await OneRunAsync(plan, $"FACTORY_SEED={seed} FACTORY_KILLS={kills}, run {number}");
        }
    }

    private async Task OneRunAsync(KillPlan plan, string replay)
    {
        using var cli = new FactoryCli();
        var temporary = cli.Scratch("tmp");
        cli.With("TMPDIR", temporary).With("DOTNET_EnableDiagnostics", "0");
        await using var run = new CrashedRun(cli, plan, MaxKillsPerStageAndRun);
        try
        {
            await run.GoAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{replay}\n{run}\n{Log(cli)}", e);
        }

        using (var folder = new DataFolder(cli.Data))
        {
            var wrong = await Audit.FindAsync(folder, run.Events, Billed(run.Turns));
            wrong.ShouldBeEmpty($"{replay}\n{run}\n{Log(cli)}");
            var before = Audit.IndexRows(folder);
            (await cli.RunAsync("storage", "rebuild-index")).ExitCode.ShouldBe(0);
            Audit.IndexRows(folder).ShouldBe(before, replay);
        }

        run.Page.ShouldNotBeNull(replay).ShouldContain("Open 9 to 5");
        Directory.EnumerateFileSystemEntries(temporary).Select(Path.GetFileName).ShouldBeEmpty($"temporary files are left, {replay}");
        Processes(temporary).ShouldBeEmpty($"processes are left, {replay}");
        Say($"{replay}: {run.Kills} kills, {run.Events.Count} events, slowest start {run.SlowestRestart.TotalMilliseconds:0} ms");
    }

    /// <summary>What the provider asks for: every answer it gave, whether a silo was left to read it or not.</summary>
    private static decimal Billed(IEnumerable<ReceivedRequest> turns)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var catalogue = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "silo-config", "models.json")),
            options);
        var models = catalogue.RootElement.GetProperty("providers")
            .EnumerateArray()
            .SelectMany(p => p.GetProperty("models").EnumerateArray())
            .ToLookup(m => m.GetProperty("name").GetString());
        return turns.Sum(t =>
        {
            var model = models[t.Model].First();
            var input = t.Body.GetRawText().Length / 4;
            return ((input / 2 * model.GetProperty("cachedInputPrice").GetDecimal())
                + ((input - (input / 2)) * model.GetProperty("inputPrice").GetDecimal())) / 1_000_000m;
        });
    }

    /// <summary>Processes that belong to the run: their temporary folder says so.</summary>
    private static IEnumerable<string> Processes(string temporary) => Directory.EnumerateDirectories("/proc")
        .Where(p => int.TryParse(Path.GetFileName(p), CultureInfo.InvariantCulture, out _))
        .Select(p =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(p, "environ")).Contains(temporary, StringComparison.Ordinal)
                    ? File.ReadAllText(Path.Combine(p, "cmdline")).Replace('\0', ' ')
                    : "";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or is somebody else's.
                return "";
            }
        })
        .Where(p => p.Length > 0);

    private static string Log(FactoryCli cli)
    {
        var logs = Path.Combine(cli.Data, "logs");
        return !Directory.Exists(logs)
            ? "no log"
            : string.Join('\n', Directory.EnumerateFiles(logs).Order().SelectMany(File.ReadLines).TakeLast(60));
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
