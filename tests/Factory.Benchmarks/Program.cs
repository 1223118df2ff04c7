using System.CommandLine;
using Factory.Benchmarks.Attempts;
using Factory.Benchmarks.Gateway;
using Factory.Benchmarks.House;
using Factory.Benchmarks.Lifecycle;
using Factory.Benchmarks.Routing;
using Factory.Benchmarks.Start;
using Factory.Benchmarks.Storage;

// To add a benchmark: a folder with its parts and a class that makes its command, and its line here.
var root = new RootCommand("Measures the factory. Build it with -c Release: other figures mean nothing.")
{
    StartBenchmark.Command(),
    BareSilo.Command(),
    StorageBenchmark.Command(),
    LifecycleBenchmark.Command(),
    AttemptsBenchmark.Command(),
    RoutingBenchmark.Command(),
    GatewayBenchmark.Command(),
    BarePassThrough.Command(),
    HouseCommand.Command(),
};
return await root.Parse(args).InvokeAsync();
