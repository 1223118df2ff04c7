using System.CommandLine;
using Factory.Benchmarks.Gateway;

// To add a benchmark: a folder with its parts and a class that makes its command, and its line here.
var root = new RootCommand("Measures the factory. Build it with -c Release: other figures mean nothing.") 
{
    GatewayBenchmark.Command(),
    BarePassThrough.Command(),
};
return await root.Parse(args).InvokeAsync();
