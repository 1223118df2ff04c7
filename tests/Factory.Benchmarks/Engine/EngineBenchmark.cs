using System.CommandLine;
using Factory.Benchmarks.Reporting;

namespace Factory.Benchmarks.Engine;

/// <summary><c>engine</c>: the embedded engine, its store, and the start of the silo.</summary>
internal static class EngineBenchmark
{
    private static readonly (string Name, Func<EngineFigures, Task<EngineFigures>> Run)[] Parts =
    [
        ("calls", CallsPart.RunAsync),
        ("activations", ActivationsPart.RunAsync),
        ("streams", StreamsPart.RunAsync),
        ("storage", StoragePart.RunAsync),
        ("start", StartPart.RunAsync),
    ];

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of a table" };
        var only = new Option<string?>("--only") { Description = "Run one part", HelpName = "PART" };
        only.AcceptOnlyFromAmong([.. Parts.Select(part => part.Name)]);
        var command = new Command("engine", "Calls, activations, streams, durable writes, and the silo's start") { json, only };
        command.SetAction(async parsed =>
        {
            var figures = await MeasureAsync(parsed.GetValue(only));
            EngineReport.Write(figures, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<EngineFigures> MeasureAsync(string? only)
    {
        var figures = new EngineFigures();
        foreach (var (name, run) in Parts.Where(part => only is null || part.Name == only))
        {
            await Console.Error.WriteLineAsync($"measuring {name} …");
            figures = await run(figures);
        }

        return figures;
    }
}
