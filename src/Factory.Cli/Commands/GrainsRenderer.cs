using System.Globalization;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Factory.Cli.Commands;

/// <summary>Draws what the grains do.</summary>
internal static class GrainsRenderer
{
    private const int ReservedRows = 10; // Headings, totals, and room to see that the picture is whole.

    /// <summary>Redraws until Ctrl-C, which ends it well.</summary>
    public static Task FollowAsync(CommandContext session, FactoryClient client, TimeSpan every) =>
        session.Output.Console.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(async live =>
        {
            var cancel = session.Environment.Interrupt;
            while (!cancel.IsCancellationRequested)
            {
                var look = await client.GetGrainsAsync(cancel);
                live.UpdateTarget(Render(look, Math.Max(4, session.Output.Console.Profile.Height - ReservedRows)));
                await Task.Delay(every, session.Environment.Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

    /// <param name="look">What to draw.</param>
    /// <param name="rows">How many rows of both tables together there is room for; busiest classes and slowest calls come first.</param>
    public static IRenderable Render(GrainStatisticsView look, int rows)
    {
        var store = look.Storage;
        List<IRenderable> parts =
        [
            new Text(
                $"{look.Grains.Sum(grain => grain.Activations)} grains in memory · {Number(look.CallsPerSecond)} calls/s · "
                + $"{look.Grains.Sum(grain => grain.Errors)} errors · {look.TimedOut} timed out"),
            new Text($"store · {store.Commits} commits · {store.Writes} writes · {store.BatchSizeP50?.ToString(CultureInfo.InvariantCulture) ?? "-"} in a commit (p50), {store.BatchSizeMax} at most"),
        ];
        parts.Add(new Text(""));
        parts.Add(Tables.Create(
            ["grain", "in memory", "calls", "calls/s", "errors", "p50", "p99"],
            look.Grains.OrderByDescending(grain => grain.CallsPerSecond).ThenByDescending(grain => grain.Calls).Take(rows).Select(Row)));
        var left = rows - Math.Min(rows, look.Grains.Count);
        if (look.Slowest.Count > 0 && left > 0)
        {
            parts.Add(new Text(""));
            parts.Add(Tables.Create(
                ["slowest call", "method", "took", "ended", "outcome"],
                look.Slowest.Take(left).Select(call => (string[])[
                    call.Grain, call.Method, Time(call.Milliseconds * 1000), $"{call.EndedAt:HH:mm:ss}", call.Failed ? "failed" : "ok"])));
        }

        return new Rows(parts);
    }

    private static string[] Row(GrainTypeView grain) =>
    [
        grain.Name,
        $"{grain.Activations}",
        $"{grain.Calls}",
        Number(grain.CallsPerSecond),
        $"{grain.Errors}",
        Time(grain.P50Microseconds),
        Time(grain.P99Microseconds),
    ];

    private static string Number(double value) => value.ToString(value < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Time(double? microseconds) => microseconds switch
    {
        null => "-",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.#} µs"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000:0.##} s"),
    };
}
