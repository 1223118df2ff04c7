using System.Diagnostics;
using System.Globalization;

namespace Factory.Benchmarks.Start;

/// <summary>What a process that does nothing costs, as Linux counts it.</summary>
internal static class IdleProcess
{
    private const double KilobytesPerMegabyte = 1024;

    /// <summary>Proportional set size: what pages it shares with others are divided among them. In MiB.</summary>
    public static double PssMegabytes(int process) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/smaps_rollup")
                .First(line => line.StartsWith("Pss:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / KilobytesPerMegabyte;

    /// <summary>Processor time that it has used.</summary>
    public static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }
}
