namespace App;

/// <summary>The JSON API. What is to be planned stays in the browser.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/start", () => new
        {
            Start = "{{start}}",
            End = "{{end}}",
            Pause = {{pause}},
            Wishes = new[] { new Wish("{{one}}", 60, 1), new Wish("{{two}}", 45, 2), new Wish("{{three}}", 30, 3) },
        });
        app.MapPost("/api/plan", (PlanRequest request) =>
            Planner.Lay(Planner.Minutes(request.Start), Planner.Minutes(request.End), request.Pause, [.. (request.Wishes ?? []).OfType<Wish>()]));
    }
}

/// <summary>A day to plan; times as <c>08:30</c>.</summary>
public sealed record PlanRequest(string? Start, string? End, int Pause, Wish[]? Wishes);
