using System.Globalization;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Factory.Cli.Commands;

/// <summary>Renders grain statistics.</summary>
internal static class GrainsRenderer
{
    private const int ReservedRows = 10; // Headings and totals.
    private const int GrainColumns = 64; // All of the first table but the names.
    private const int SlowCallColumns = 40; // All of the second table but grains and methods.

    /// <summary>Redraws until Ctrl-C, which is a normal end.</summary>
    public static Task FollowAsync(CommandContext context, FactoryClient client, TimeSpan every) =>
        context.Output.Console.Live(new Text("")).AutoClear(false).Overflow(VerticalOverflow.Ellipsis).StartAsync(async live =>
        {
            var cancel = context.Environment.Interrupt;
            while (!cancel.IsCancellationRequested)
            {
                var look = await client.GetGrainsAsync(cancel);
                live.UpdateTarget(Render(
                    look,
                    Math.Max(4, context.Output.Console.Profile.Height - ReservedRows),
                    context.Output.Console.Profile.Width));

                // Ctrl-C ends the pause without an exception, so that the display is closed and the cursor comes back.
                await Task.Delay(every, context.Environment.Time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

    /// <param name="statistics">The figures.</param>
    /// <param name="rows">The most rows of both tables together; the busiest types and the slowest calls come
    /// first.</param>
    /// <param name="width">Columns of the terminal; a wrapped row would look like two.</param>
    public static IRenderable Render(GrainStatisticsView statistics, int rows, int width)
    {
        var store = statistics.Storage;
        List<IRenderable> parts =
        [
            new Text(
                $"{Formatting.Count(statistics.Grains.Sum(grain => grain.Activations), "grain")} in memory · "
                + $"{Number(statistics.CallsPerSecond)} calls/s · "
                + $"{Formatting.Count(statistics.Grains.Sum(grain => grain.Errors), "error")} · {statistics.TimedOut} timed out"),
            new Text($"store · {Formatting.Count(store.Commits, "commit")} · {Formatting.Count(store.Writes, "write")} · " +
                $"{store.BatchSizeP50?.ToString(CultureInfo.InvariantCulture) ?? "-"} in a commit (p50), {store.BatchSizeMax} at most"),
        ];
        parts.Add(new Text(""));
        parts.Add(Tables.Create(
            ["grain", "in memory", "calls", "calls/s", "errors", "p50", "p99"],
            statistics.Grains.OrderByDescending(grain => grain.CallsPerSecond)
                .ThenByDescending(grain => grain.Calls)
                .Take(rows)
                .Select(grain => Row(grain, Math.Max(10, width - GrainColumns)))));
        var left = rows - Math.Min(rows, statistics.Grains.Count);
        if (statistics.Slowest.Count > 0 && left > 0)
        {
            var names = Math.Max(10, (width - SlowCallColumns) / 2);
            parts.Add(new Text(""));
            parts.Add(Tables.Create(
                ["slowest call", "method", "took", "ended", "outcome"],
                statistics.Slowest.Take(left).Select(call => (string[])[
                    TerminalSanitizer.SingleLine(call.Grain, names),
                    TerminalSanitizer.SingleLine(call.Method, names),
                    Time(call.Milliseconds * 1000),
                    $"{call.EndedAt:HH:mm:ss}",
                    call.Failed ? "failed" : "ok"])));
        }

        return new Rows(parts);
    }

    private static string[] Row(GrainTypeView grain, int width) =>
    [
        TerminalSanitizer.SingleLine(grain.Name, width),
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
