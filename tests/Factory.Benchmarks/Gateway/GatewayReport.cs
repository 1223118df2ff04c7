using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Factory.Benchmarks.Gateway;

/// <summary>Shows the gateway's figures, to programs or to people.</summary>
internal static class GatewayReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static void Write(GatewayFigures figures, bool asJson)
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

    private static Table TableOf(GatewayFigures f)
    {
        var table = new Table().AddColumns("What", "Here", "Aim");
        Add(table, "short questions", new LoadFigures(f.AddedP50Milliseconds, f.AddedP99Milliseconds, f.OpenLoop, f.RequestsPerSecond));
        Add(table, "streams", f.Streaming);
        Add(table, "200 KB bodies", f.LargeBodies);
        Add(table, "bare pass-through, calls/s", f.BarePassThroughByConnections);
        table.AddRow("share of the bare pass-through", Number(f.ShareOfBarePassThrough), "0.60");
        foreach (var (name, peer) in f.Peers)
        {
            Add(table, name + ", calls/s", peer.RequestsPerSecond ?? []);
            table.AddRow(name + ", times slower", peer.TimesSlower is { } times ? Number(times) : Markup.Escape(peer.Reason!), "30");
        }

        table.AddRow("resident MB at 1,000 streams", Number(f.ResidentMegabytesAtThousandStreams), "200");
        return table;
    }

    private static void Add(Table table, string what, LoadFigures figures)
    {
        table.AddRow(what + ": added p50, ms", Number(figures.AddedP50Milliseconds), "0.10");
        table.AddRow(what + ": added p99, ms", Number(figures.AddedP99Milliseconds), "1.00");
        table.AddRow($"  at {figures.OpenLoop.PerSecond}/s: added p50, ms", Number(figures.OpenLoop.AddedP50Milliseconds), "");
        table.AddRow($"  at {figures.OpenLoop.PerSecond}/s: added p99, ms", Number(figures.OpenLoop.AddedP99Milliseconds), "");
        Add(table, "  calls/s", figures.RequestsPerSecond);
    }

    private static void Add(Table table, string what, SortedDictionary<int, double> rates)
    {
        foreach (var (connections, rate) in rates)
        {
            table.AddRow($"{what}, {connections} connection{(connections == 1 ? "" : "s")}", Number(rate), "");
        }
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) < 100 ? "N3" : "N0", CultureInfo.InvariantCulture);
}
