namespace Factory.Benchmarks.Gateway;

/// <summary>What was measured. The names are those of the JSON object.</summary>
internal sealed record GatewayFigures
{
    /// <summary>
    /// Short questions, whole answers. The three kinds of load are told apart by body and by how the answer comes.
    /// </summary>
    public required double AddedP50Milliseconds { get; init; }

    public required double AddedP99Milliseconds { get; init; }

    public required OpenLoopFigures OpenLoop { get; init; }

    /// <value>By connections, closed loop.</value>
    public required SortedDictionary<int, double> RequestsPerSecond { get; init; }

    /// <summary>The same, streamed.</summary>
    public required LoadFigures Streaming { get; init; }

    /// <summary>The same with 200 KB bodies.</summary>
    public required LoadFigures LargeBodies { get; init; }

    /// <value>The best over all connections, short questions.</value>
    public required double BarePassThroughRequestsPerSecond { get; init; }

    /// <value>By connections, short questions.</value>
    public required SortedDictionary<int, double> BarePassThroughByConnections { get; init; }

    /// <value>The gateway's best over all connections as a share of the pass-through's best.</value>
    public required double ShareOfBarePassThrough { get; init; }

    public required SortedDictionary<string, PeerFigures> Peers { get; init; }

    /// <value>The silo's resident set while 1,000 streams are open.</value>
    public required double ResidentMegabytesAtThousandStreams { get; init; }
}

/// <summary>One kind of load.</summary>
/// <param name="AddedP50Milliseconds">One connection, the gateway's median less the upstream's own.</param>
/// <param name="AddedP99Milliseconds">The same for the slowest of a hundred.</param>
/// <param name="OpenLoop">At a fixed rate.</param>
/// <param name="RequestsPerSecond">By connections, closed loop.</param>
internal sealed record LoadFigures(
    double AddedP50Milliseconds,
    double AddedP99Milliseconds,
    OpenLoopFigures OpenLoop,
    SortedDictionary<int, double> RequestsPerSecond);

/// <summary>Calls at a fixed rate, against the same rate sent to the upstream.</summary>
internal sealed record OpenLoopFigures(int PerSecond, double AddedP50Milliseconds, double AddedP99Milliseconds);

/// <summary>A peer under the same load; null with a reason where it could not be run.</summary>
internal sealed record PeerFigures(SortedDictionary<int, double>? RequestsPerSecond, double? TimesSlower, string? Reason = null);
