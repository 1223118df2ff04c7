using System.Text.Json;

namespace Factory.Scenarios.Hosting;

/// <summary>The last line of <c>factory run --json</c>.</summary>
internal sealed record RunFinished(
    string Type, string Status, string Run, string Product, string Repository, string? Url, decimal CostUsd, double DurationSeconds, IReadOnlyList<RunFinishedStage> Stages)
{
    /// <summary>Reads it, and checks that it is the last line and the only one of its type.</summary>
    public static RunFinished Of(CliResult result)
    {
        var lines = result.Lines();
        lines.ShouldNotBeEmpty(result.ToString());
        lines.Count(l => l.GetProperty("type").GetString() == "run-finished").ShouldBe(1, result.ToString());
        lines[^1].GetProperty("type").GetString().ShouldBe("run-finished", result.ToString());
        return lines[^1].Deserialize<RunFinished>(JsonSerializerOptions.Web)!;
    }
}

/// <summary>A stage in it.</summary>
internal sealed record RunFinishedStage(string Name, string? Agent, string? Provider, string? Model, int Attempts, string? Outcome);
