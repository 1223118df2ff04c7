using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Factory.Benchmarks.Engine;
using Spectre.Console;

namespace Factory.Benchmarks.Reporting;

/// <summary>Shows the engine's figures, to programs or to people.</summary>
internal static class EngineReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static void Write(EngineFigures figures, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Json));
        }
        else
        {
            AnsiConsole.Write(TableOf(figures));
        }
    }

    private static Table TableOf(EngineFigures f)
    {
        var table = new Table().AddColumns("What", "Here", "Orleans", "Ratio");
        Row(table, "calls/s, one grain, 64 callers", f.CallsPerSecondOneGrain, PeerFigures.CallsPerSecondOneGrain);
        Row(table, "calls/s, 1,000 grains, 64 callers", f.CallsPerSecondThousandGrains, PeerFigures.CallsPerSecondThousandGrains);
        Row(table, "bytes a call", f.BytesPerCall, PeerFigures.BytesPerCall);
        Row(table, "sequential call, p50 µs", f.SequentialP50Microseconds, PeerFigures.SequentialP50Microseconds);
        Row(table, "sequential call, p99 µs", f.SequentialP99Microseconds, PeerFigures.SequentialP99Microseconds);
        Row(table, "fresh activations/s", f.ActivationsPerSecond, PeerFigures.ActivationsPerSecond);
        Row(table, "live bytes an activation", f.LiveBytesPerActivation, PeerFigures.LiveBytesPerActivation);
        foreach (var (writers, rate) in f.DurableWritesPerSecond ?? [])
        {
            Row(table, $"durable writes/s, {writers} writers", rate, PeerFigures.DurableWritesPerSecond);
            Row(table, "  of the bare loop, %", 100 * rate / f.BareLoopWritesPerSecond, peer: null);
        }

        Row(table, $"bare loop writes/s, {BareLoop.RowsPerCommit} to a commit", f.BareLoopWritesPerSecond, peer: null);
        Row(table, "stream events/s", f.StreamEventsPerSecond, PeerFigures.StreamEventsPerSecond);
        Row(table, "start to ready, ms", f.StartToReadyMilliseconds, PeerFigures.StartToReadyMilliseconds);
        Row(table, "idle resident, MB", f.IdleResidentMegabytes, peer: null);
        return table;
    }

    private static void Row(Table table, string what, double? here, double? peer)
    {
        if (here is { } value)
        {
            table.AddRow(what, Number(value), peer is { } other ? Number(other) : "", peer is { } divisor ? Number(value / divisor) + " ×" : "");
        }
    }

    private static string Number(double value) => value.ToString(value < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
