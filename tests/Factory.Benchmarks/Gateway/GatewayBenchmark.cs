using System.CommandLine;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Gateway;

/// <summary>
/// <c>gateway</c>: what the metering gateway adds to a call, how many it passes, and how that compares with doing
/// nothing and with a peer.
/// </summary>
internal static class GatewayBenchmark
{
    private const int OpenLoopRate = 500;
    private const int Streams = 1000;
    private static readonly int[] Connections = [1, 16, 64, 256];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var command = new Command(
            "gateway",
            "The metering gateway: added latency, calls a second, memory, beside a bare pass-through and a peer") { json };
        command.SetAction(async parsed => GatewayReport.Write(await MeasureAsync(), parsed.GetValue(json)));
        return command;
    }

    private static async Task<GatewayFigures> MeasureAsync()
    {
        await using var upstream = new Upstream();
        using var folder = new ScratchFolder();
        var direct = new Target("upstream", new Uri(upstream.Url, "/v1/chat/completions"), []);
        var memory = await MemoryAsync(upstream);
        await using var gateway = await GatewayProcess.StartAsync(folder, upstream.Url);
        await using var bare = await BareProcess.StartAsync(upstream.Url);
        var (small, bareRates) = await MeasureAsync("short questions", gateway.Target, direct, Bodies.Small, bare.Target);
        var (streaming, _) = await MeasureAsync("streams", gateway.Target, direct, Bodies.Streaming);
        var (large, _) = await MeasureAsync("200 KB bodies", gateway.Target, direct, Bodies.Large);
        return new GatewayFigures
        {
            AddedP50Milliseconds = small.AddedP50Milliseconds,
            AddedP99Milliseconds = small.AddedP99Milliseconds,
            OpenLoop = small.OpenLoop,
            RequestsPerSecond = small.RequestsPerSecond,
            Streaming = streaming,
            LargeBodies = large,
            BarePassThroughRequestsPerSecond = bareRates.Values.Max(),
            BarePassThroughByConnections = bareRates,
            ShareOfBarePassThrough = small.RequestsPerSecond.Values.Max() / bareRates.Values.Max(),
            Peers = new() { ["portkey"] = await PortkeyAsync(upstream.Url, small.RequestsPerSecond) },
            ResidentMegabytesAtThousandStreams = memory,
        };
    }

    private static async Task<(LoadFigures Gateway, SortedDictionary<int, double> Bare)> MeasureAsync(
        string what,
        Target gateway,
        Target direct,
        byte[] body,
        Target? bare = null)
    {
        await Console.Error.WriteLineAsync($"measuring {what} …");
        Target[] targets = bare is null ? [gateway] : [gateway, bare];
        var rates = await ThroughputAsync(targets, body);
        var (p50, p99) = Added(await Load.SequentialAsync(gateway, body), await Load.SequentialAsync(direct, body));
        var (openP50, openP99) = Added(
            await Load.OpenLoopAsync(gateway, body, OpenLoopRate),
            await Load.OpenLoopAsync(direct, body, OpenLoopRate));
        return (new LoadFigures(p50, p99, new OpenLoopFigures(OpenLoopRate, openP50, openP99), rates[0]), rates[^1]);
    }

    private static (double P50, double P99) Added(double[] through, double[] direct) =>
        (Statistics.Percentile(through, 0.5) - Statistics.Percentile(direct, 0.5),
            Statistics.Percentile(through, 0.99) - Statistics.Percentile(direct, 0.99));

    /// <summary>
    /// Targets take turns at each number of connections, so that whatever else the machine does then strikes all of
    /// them.
    /// </summary>
    private static async Task<SortedDictionary<int, double>[]> ThroughputAsync(Target[] targets, byte[] body)
    {
        var rates = Array.ConvertAll(targets, _ => new SortedDictionary<int, double>());
        foreach (var target in targets)
        {
            await Load.ClosedLoopAsync(target, body, Connections[1]);
        }

        foreach (var connections in Connections)
        {
            for (var n = 0; n < targets.Length; n++)
            {
                await Console.Error.WriteLineAsync($"  calls a second, {targets[n].Name}, {connections} …");
                rates[n].Add(connections, await Load.ClosedLoopAsync(targets[n], body, connections));
            }
        }

        return rates;
    }

    /// <summary>
    /// Of a silo that has done nothing else: what 1,000 streams need, not what a collector has kept of the load before.
    /// </summary>
    private static async Task<double> MemoryAsync(Upstream upstream)
    {
        await Console.Error.WriteLineAsync($"measuring memory at {Streams} open streams …");
        using var folder = new ScratchFolder();
        await using var gateway = await GatewayProcess.StartAsync(folder, upstream.Url);
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
            var theirs = (await ThroughputAsync([portkey.Target], Bodies.Small))[0];
            return new PeerFigures(theirs, ours.Values.Max() / theirs.Values.Max());
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or OperationCanceledException)
        {
            return new PeerFigures(null, null, e.Message);
        }
    }
}
