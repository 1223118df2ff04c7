using System.Text.Json;
using Factory.Scenarios.Hosting;
using Factory.TestKit.Products;

namespace Factory.Scenarios.Crashes;

/// <summary>The silo is killed as the kernel kills; nothing may be lost and nothing may be done twice.</summary>
public sealed class KillTests : IDisposable
{
    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Run_KilledInTheBuildStage_GoesOnThereAfterARestart()
    {
        var silo = await _cli.UpAsync();
        using var watching = _cli.Start("run", "--json", "A tip calculator for restaurant bills");
        var id = await UntilAsync(watching, e => Is(e, "run-stage-changed") && Data(e, "stage") == "build");
        await UntilAsync(watching, e => Is(e, "attempt-progress") && Data(e, "stage") == "build");
        await silo.KillAsync();
        watching.Kill(entireProcessTree: true);

        await using var again = await _cli.UpAsync();
        var result = await _cli.RunAsync("run", "--resume", id, "--json");
        result.ExitCode.ShouldBe(0, result.ToString());
        var run = RunFinished.Of(result);
        run.Run.ShouldBe(id);
        run.Status.ShouldBe("succeeded");
        run.Stages.Single(s => s.Name == "research").Attempts.ShouldBe(1, "finished stages are not done again");
        run.Stages.Single(s => s.Name == "prd").Attempts.ShouldBe(1, "finished stages are not done again");
        run.Stages.Single(s => s.Name == "build").Attempts.ShouldBeGreaterThanOrEqualTo(2);

        var tasks = await _cli.RunAsync("task", "list", "--json");
        var left = tasks.Lines().Where(l => l.TryGetProperty("stage", out var stage) && stage.GetString() is not "done").ToList();
        left.ShouldBeEmpty(tasks.ToString());
        await Git.RunAsync(run.Repository, "fsck", "--strict");
        using var http = ProductClient.Create();
        (await http.GetAsync(new Uri(run.Url!))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Product_SiloRestarted_StillAnswersAtItsAddress()
    {
        string url;
        await using (var silo = await _cli.UpAsync())
        {
            var result = await _cli.RunAsync("run", "--json", "A countdown timer");
            result.ExitCode.ShouldBe(0, result.ToString());
            url = RunFinished.Of(result).Url!;
            await silo.KillAsync();
        }

        await using var again = await _cli.UpAsync();
        using var http = ProductClient.Create();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            await Task.Yield();
        }
    }

    private static async Task<string> UntilAsync(System.Diagnostics.Process process, Func<JsonElement, bool> wanted)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) is { } line)
        {
            var e = JsonDocument.Parse(line).RootElement;
            if (wanted(e))
            {
                return e.GetProperty("run").GetString()!;
            }
        }

        throw new InvalidOperationException("The command ended before the event came: " + await process.StandardError.ReadToEndAsync());
    }

    private static bool Is(JsonElement e, string type) => e.GetProperty("type").GetString() == type;

    private static string? Data(JsonElement e, string key) =>
        e.TryGetProperty("data", out var data) && data.TryGetProperty(key, out var value) ? value.GetString() : null;
}
