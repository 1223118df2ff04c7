using System.CommandLine;
using System.Diagnostics;
using Factory.Benchmarks.Reporting;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Attempts;

/// <summary><c>attempts</c>: attempts of a trivial CLI, from their committed start to their committed end.</summary>
internal static class AttemptsBenchmark
{
    private const int Warm = 5;
    private const int Measured = 30;
    private const int AtOnce = 500;
    private static readonly TimeSpan HealthInterval = TimeSpan.FromMilliseconds(20);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command("attempts", "Attempts of a CLI that writes one file: sandboxed, unsandboxed, many at once") { json };
        command.SetAction(async parsed => Report.Write(await MeasureAsync(), parsed.GetValue(json), Rows));
        return command;
    }

    private static async Task<AttemptsFigures> MeasureAsync()
    {
        double? sandboxed;
        using (var folder = new ScratchFolder())
        {
            await using var silo = await AttemptsSilo.StartAsync(folder, sandboxed: true);
            sandboxed = (await LiveAsync(silo)).Median;
        }

        using var bare = new ScratchFolder();
        await using var unsandboxed = await AttemptsSilo.StartAsync(bare, sandboxed: false);
        var (cold, median) = await LiveAsync(unsandboxed);
        var git = new List<double>();
        for (var number = 0; number < Measured; number++)
        {
            git.Add((await unsandboxed.CommitAsync()).TotalMilliseconds);
        }

        var (finished, took, health) = await LiveAtOnceAsync(unsandboxed);
        return new AttemptsFigures(
            median ?? throw new InvalidOperationException("An attempt without a sandbox did not succeed; see the silo's log."),
            sandboxed,
            cold,
            Math.Round(Statistics.Median(git), 1),
            finished,
            AtOnce,
            Math.Round(took.TotalSeconds, 1),
            Math.Round(health, 1));
    }

    // No median when one did not succeed: where bubblewrap is missing, commands of this provider are refused.
    private static async Task<(double Cold, double? Median)> LiveAsync(AttemptsSilo silo)
    {
        var times = new List<TimeSpan?>();
        for (var number = 0; number < Warm + Measured; number++)
        {
            times.Add(await silo.LiveAsync());
        }

        return (
            Math.Round(times[0]?.TotalMilliseconds ?? 0, 1),
            times.Contains(null) ? null : Math.Round(Statistics.Median(times.Skip(Warm).Select(t => t!.Value.TotalMilliseconds)), 1));
    }

    private static async Task<(int Finished, TimeSpan Took, double HealthP99)> LiveAtOnceAsync(AttemptsSilo silo)
    {
        using var end = new CancellationTokenSource();
        var health = AskHealthAsync(silo.Url, end.Token);
        var finished = 0;
        var took = await Callers.RunAsync(AtOnce, async _ =>
        {
            if (await silo.LiveAsync() is not null)
            {
                Interlocked.Increment(ref finished);
            }
        });
        await end.CancelAsync();
        return (finished, took, Statistics.Percentile(await health, 0.99));
    }

    private static async Task<double[]> AskHealthAsync(string url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        using var timer = new PeriodicTimer(HealthInterval);
        var times = new List<double>();
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            (await client.GetAsync("/api/health", CancellationToken.None)).EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return [.. times];
    }

    private static IEnumerable<ReportRow> Rows(AttemptsFigures f) =>
    [
        new("ms from assigned to done, p50, beside the share of git", f.AssignToDoneP50Milliseconds, f.GitShareMilliseconds),
        new("the same in the sandbox", f.AssignToDoneSandboxedP50Milliseconds ?? double.NaN, f.GitShareMilliseconds),
        new("ms of the first one", f.ColdMilliseconds, null),
        new("finished of those assigned at once", f.FinishedAtOnce, f.AssignedAtOnce),
        new("s for all of them", f.AtOnceSeconds, null),
        new("ms of GET /api/health meanwhile, p99", f.HealthP99Milliseconds, null),
    ];
}
