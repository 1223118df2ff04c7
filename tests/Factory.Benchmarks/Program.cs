using System.CommandLine;
using Factory.Benchmarks.Engine;

// To add a benchmark: a folder with its parts and a class that makes its command, and its line here.
var root = new RootCommand("Measures the factory. Build it with -c Release: other figures mean nothing.") { EngineBenchmark.Command() };
return await root.Parse(args).InvokeAsync();
