namespace Factory.Benchmarks.Routing;

/// <summary>What <c>routing</c> measured. The name is that of the JSON object.</summary>
/// <param name="RouteP99Milliseconds">By number of ready tasks that wait for a provider: how long the supervisor takes
/// for one more, 99th percentile.</param>
internal sealed record RoutingFigures(SortedDictionary<int, double> RouteP99Milliseconds);
