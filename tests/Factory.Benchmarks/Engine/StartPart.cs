using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Engine;

/// <summary>A fresh silo process, in a folder that it has used before, as an operator starts it every day.</summary>
internal static class StartPart
{
    private const int Starts = 7;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task<EngineFigures> RunAsync(EngineFigures figures)
    {
        using var folder = new ScratchFolder();
        await (await SiloProcess.StartAsync(folder.Path)).DisposeAsync();
        var times = new List<double>();
        var sizes = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            await using var silo = await SiloProcess.StartAsync(folder.Path);
            times.Add(silo.ToReady.TotalMilliseconds);
            if (start >= Starts - 3)
            {
                await Task.Delay(Rest);
                sizes.Add(silo.ResidentMegabytes);
            }
        }

        return figures with { StartToReadyMilliseconds = Statistics.Median(times), IdleResidentMegabytes = Statistics.Median(sizes) };
    }
}
