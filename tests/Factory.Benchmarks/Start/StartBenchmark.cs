using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using Factory.Benchmarks.Reporting;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Start;

/// <summary>
/// <c>start</c>: a fresh <c>factory up</c> beside a bare Orleans silo, in a folder that it has used before, as an
/// operator starts it every day.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 5;
    private const double BytesPerMegabyte = 1024 * 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command(
            "start",
            "Time to the first answered grain call, memory and processor time at rest, beside a bare Orleans silo") { json };
        command.SetAction(async parsed => Report.Write(await MeasureAsync(), parsed.GetValue(json), Rows));
        return command;
    }

    private static async Task<StartFigures> MeasureAsync()
    {
        using var folder = new ScratchFolder();
        await (await SiloProcess.StartAsync(folder.Path)).DisposeAsync();
        var rounds = new List<(Sample Factory, Sample Bare)>();
        for (var round = 1; round <= Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"round {round} of {Rounds}: two starts, then a minute at rest …");
            rounds.Add(await RoundAsync(folder.Path));
        }

        double Median(Func<(Sample Factory, Sample Bare), double> figure) => Math.Round(Statistics.Median(rounds.Select(figure)), 1);
        return new StartFigures(
            Median(r => r.Factory.ReadyMilliseconds),
            Median(r => r.Bare.ReadyMilliseconds),
            Median(r => r.Factory.Megabytes),
            Median(r => r.Bare.Megabytes),
            Median(r => r.Factory.CpuPercent),
            Median(r => r.Bare.CpuPercent),
            Math.Round(DownloadMegabytes(), 1),
            Math.Round(RestoredPackages.Megabytes(), 1));
    }

    /// <summary>One after the other until ready, then both at rest at the same time.</summary>
    private static async Task<(Sample Factory, Sample Bare)> RoundAsync(string data)
    {
        await using var factory = await SiloProcess.StartAsync(data);
        var ready = factory.SinceStart(await FirstGrainCallAsync(factory, data));
        await using var bare = await BareSiloProcess.StartAsync();
        var before = (Factory: factory.ProcessorTime, Bare: bare.ProcessorTime);
        await Task.Delay(Rest);
        return (
            new Sample(ready.TotalMilliseconds, IdleProcess.PssMegabytes(factory.Id), Percent(factory.ProcessorTime - before.Factory)),
            new Sample(bare.ToReady.TotalMilliseconds, IdleProcess.PssMegabytes(bare.Id), Percent(bare.ProcessorTime - before.Bare)));
    }

    private static double Percent(TimeSpan used) => 100 * used / Rest;

    private static async Task<long> FirstGrainCallAsync(SiloProcess factory, string data)
    {
        using var client = new HttpClient { BaseAddress = factory.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            (await File.ReadAllTextAsync(Path.Combine(data, "token"))).Trim());
        using var answer = await client.GetAsync(new Uri("/api/kev", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetTimestamp();
    }

    private static double DownloadMegabytes()
    {
        using var folder = new ScratchFolder();
        var file = folder.File("factory.zip");
        var program = Path.GetDirectoryName(SiloProcess.Program)!;
        using (var zip = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            foreach (var path in Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is not (".pdb" or ".xml")))
            {
                zip.CreateEntryFromFile(path, Path.GetRelativePath(program, path));
            }
        }

        return new FileInfo(file).Length / BytesPerMegabyte;
    }

    private static IEnumerable<ReportRow> Rows(StartFigures f) =>
    [
        new("ready, ms", f.ReadyMilliseconds, f.BareSiloReadyMilliseconds),
        new("memory at rest, MB", f.IdleMegabytes, f.BareSiloMegabytes),
        new("processor at rest, % of a core", f.IdleCpuPercent, f.BareSiloCpuPercent),
        new("download, MB", f.DownloadMegabytes, null),
        new("packages to build it, MB", f.PackageMegabytes, null),
    ];

    private sealed record Sample(double ReadyMilliseconds, double Megabytes, double CpuPercent);
}
