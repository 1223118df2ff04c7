using System.Text.Json;

namespace Factory.Scenarios.Hosting;

/// <summary>The last line of <c>factory run --json</c>.</summary>
internal sealed record RunFinished
{
    public required string Type { get; init; }

    public required string Status { get; init; }

    public required string Run { get; init; }

    public required string Product { get; init; }

    public required string Repository { get; init; }

    public string? Url { get; init; }

    public decimal CostUsd { get; init; }

    public double DurationSeconds { get; init; }

    public required IReadOnlyList<RunFinishedStage> Stages { get; init; }

    /// <summary>Reads the line, and checks that it is the last one and the only one of its type.</summary>
    public static RunFinished Of(CliResult result)
    {
        var lines = result.Lines();
        lines.ShouldNotBeEmpty(result.ToString());
        lines.Count(l => l.GetProperty("type").GetString() == "run-finished").ShouldBe(1, result.ToString());
        lines[^1].GetProperty("type").GetString().ShouldBe("run-finished", result.ToString());
        return lines[^1].Deserialize<RunFinished>(JsonSerializerOptions.Web)!;
    }
}

/// <summary>A stage of the run.</summary>
internal sealed record RunFinishedStage(string Name, string? Agent, string? Provider, string? Model, int Attempts, string? Outcome);
