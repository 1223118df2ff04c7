using System.CommandLine;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Gateway;

/// <summary><c>gateway</c>: what the metering gateway adds to a call, how many it passes, and how that compares with doing nothing and with a peer.</summary>
internal static class GatewayBenchmark
{
    private const int OpenLoopRate = 500;
    private const int Streams = 1000;
    private static readonly int[] Connections = [1, 16, 64, 256];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command("gateway", "The metering gateway: added latency, calls a second, memory, beside a bare pass-through and a peer") { json };
        command.SetAction(async parsed => GatewayReport.Write(await MeasureAsync(), parsed.GetValue(json)));
        return command;
    }

    private static async Task<GatewayFigures> MeasureAsync()
    {
        await using var upstream = new Upstream();
        using var folder = new ScratchFolder();
        var direct = new Target("upstream", new Uri(upstream.Url, "/v1/chat/completions"), []);
        await using var gateway = await GatewayProcess.StartAsync(folder, upstream.Url);
        var small = await MeasureAsync("short questions", gateway.Target, direct, Bodies.Small);
        var streaming = await MeasureAsync("streams", gateway.Target, direct, Bodies.Streaming);
        var large = await MeasureAsync("200 KB bodies", gateway.Target, direct, Bodies.Large);
        var memory = await MemoryAsync(gateway);
        SortedDictionary<int, double> bare;
        await using (var process = await BareProcess.StartAsync(upstream.Url))
        {
            bare = await ThroughputAsync(process.Target, Bodies.Small);
        }

        return new GatewayFigures
        {
            AddedP50Milliseconds = small.AddedP50Milliseconds,
            AddedP99Milliseconds = small.AddedP99Milliseconds,
            OpenLoop = small.OpenLoop,
            RequestsPerSecond = small.RequestsPerSecond,
            Streaming = streaming,
            LargeBodies = large,
            BarePassThroughRequestsPerSecond = bare.Values.Max(),
            BarePassThroughByConnections = bare,
            ShareOfBarePassThrough = small.RequestsPerSecond.Values.Max() / bare.Values.Max(),
            Peers = new() { ["portkey"] = await PortkeyAsync(upstream.Url, small.RequestsPerSecond) },
            ResidentMegabytesAtThousandStreams = memory,
        };
    }

    private static async Task<LoadFigures> MeasureAsync(string what, Target gateway, Target direct, byte[] body)
    {
        await Console.Error.WriteLineAsync($"measuring {what} …");
        var (p50, p99) = Added(await Load.SequentialAsync(gateway, body), await Load.SequentialAsync(direct, body));
        var (openP50, openP99) = Added(await Load.OpenLoopAsync(gateway, body, OpenLoopRate), await Load.OpenLoopAsync(direct, body, OpenLoopRate));
        return new LoadFigures(p50, p99, new OpenLoopFigures(OpenLoopRate, openP50, openP99), await ThroughputAsync(gateway, body));
    }

    private static (double P50, double P99) Added(double[] through, double[] direct) =>
        (Statistics.Percentile(through, 0.5) - Statistics.Percentile(direct, 0.5), Statistics.Percentile(through, 0.99) - Statistics.Percentile(direct, 0.99));

    private static async Task<SortedDictionary<int, double>> ThroughputAsync(Target target, byte[] body)
    {
        await Console.Error.WriteLineAsync($"  calls a second, {target.Name} …");
        var rates = new SortedDictionary<int, double>();
        foreach (var connections in Connections)
        {
            rates.Add(connections, await Load.ClosedLoopAsync(target, body, connections));
        }

        return rates;
    }

    private static async Task<double> MemoryAsync(GatewayProcess gateway)
    {
        await Console.Error.WriteLineAsync($"measuring memory at {Streams} open streams …");
        var request = gateway.Target.Request(Bodies.Held);
        var open = new List<LoadConnection>();
        try
        {
            for (var n = 0; n < Streams; n++)
            {
                open.Add(await LoadConnection.OpenAsync(gateway.Target, request));
                await open[^1].BeginAsync();
            }

            await Task.Delay(Rest);
            return gateway.ResidentMegabytes;
        }
        finally
        {
            open.ForEach(c => c.Dispose());
        }
    }

    private static async Task<PeerFigures> PortkeyAsync(Uri upstream, SortedDictionary<int, double> ours)
    {
        await Console.Error.WriteLineAsync("installing and measuring Portkey …");
        using var folder = new ScratchFolder();
        try
        {
            await using var portkey = await Portkey.StartAsync(folder, upstream);
            var theirs = await ThroughputAsync(portkey.Target, Bodies.Small);
            return new PeerFigures(theirs, ours.Values.Max() / theirs.Values.Max());
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or OperationCanceledException)
        {
            return new PeerFigures(null, null, e.Message);
        }
    }
}
