using System.CommandLine;
using System.Diagnostics;
using Factory.Benchmarks.Lifecycle;
using Factory.Benchmarks.Reporting;
using Factory.Benchmarks.Support;
using Factory.Domain.Ids;
using Factory.Grains.Abstractions.Kev;
using Factory.Grains.Abstractions.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Benchmarks.Routing;

/// <summary>
/// <c>routing</c>: what one more task costs the supervisor while others wait and no provider is free.
/// </summary>
internal static class RoutingBenchmark
{
    private const int Samples = 500;
    private static readonly int[] Waiting = [10, 1_000, 10_000];

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command("routing", "Time to route one more task while 10 to 10,000 wait and no provider is free") { json };
        command.SetAction(async parsed => Report.Write(await MeasureAsync(), parsed.GetValue(json), Rows));
        return command;
    }

    private static async Task<RoutingFigures> MeasureAsync()
    {
        using var folder = new ScratchFolder();
        await using var silo = await LifecycleSilo.StartAsync(folder.File("grains.db"), tasksAtOnce: 0);
        var kev = silo.Grains.GetGrain<IKevGrain>(IKevGrain.Key);
        var figures = new SortedDictionary<int, double>();
        var waiting = 0;
        foreach (var wanted in Waiting)
        {
            await Console.Error.WriteLineAsync($"filling up to {wanted} waiting tasks …");
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Math.Max(0, wanted - waiting)),
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (_, _) => await OpenAsync(silo));
            while ((waiting = (await kev.Get()).Waiting.Count) < wanted)
            {
                await Task.Yield();
            }

            var times = new double[Samples];
            for (var sample = 0; sample < Samples; sample++)
            {
                var task = await OpenAsync(silo);
                var began = Stopwatch.GetTimestamp();
                await kev.Reconcile(task);
                times[sample] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            figures[wanted] = Math.Round(Statistics.Percentile(times, 0.99), 3);
            waiting = (await kev.Get()).Waiting.Count;
        }

        return new RoutingFigures(figures);
    }

    private static async Task<Contracts.Ids.TaskId> OpenAsync(BenchSilo silo)
    {
        var task = silo.Service<IIdGenerator>().New<Contracts.Ids.TaskId>();
        await silo.Grains.GetGrain<ITaskGrain>(task.Value).Open(Given.Spec() with { Run = null, RunStage = null });
        return task;
    }

    private static IEnumerable<ReportRow> Rows(RoutingFigures f) =>
        f.RouteP99Milliseconds.Select(entry =>
            new ReportRow($"p99, ms, {entry.Key} waiting, beside {Waiting[0]}", entry.Value, f.RouteP99Milliseconds[Waiting[0]]));
}
