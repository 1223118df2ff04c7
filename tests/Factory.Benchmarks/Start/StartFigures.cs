namespace Factory.Benchmarks.Start;

/// <summary>
/// What <c>start</c> measured; each figure is the median of its rounds. The names are those of the JSON object.
/// </summary>
/// <param name="ReadyMilliseconds">From the start of <c>factory up</c> until its API answered a call that asks a
/// grain.</param>
/// <param name="BareSiloReadyMilliseconds">From the start of the bare silo until its first grain call was
/// answered.</param>
/// <param name="IdleMegabytes">Proportional set size of <c>factory up</c>, a minute after it was ready.</param>
/// <param name="BareSiloMegabytes">The same of the bare silo.</param>
/// <param name="IdleCpuPercent">Share of one core that <c>factory up</c> used in that minute.</param>
/// <param name="BareSiloCpuPercent">The same of the bare silo.</param>
/// <param name="DownloadMegabytes">The program's folder, compressed as a ZIP file, without debug symbols.</param>
/// <param name="PackageMegabytes">What a restore of the command's projects downloads.</param>
internal sealed record StartFigures(
    double ReadyMilliseconds,
    double BareSiloReadyMilliseconds,
    double IdleMegabytes,
    double BareSiloMegabytes,
    double IdleCpuPercent,
    double BareSiloCpuPercent,
    double DownloadMegabytes,
    double PackageMegabytes);
