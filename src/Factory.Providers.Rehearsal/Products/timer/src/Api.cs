namespace App;

/// <summary>The JSON API: the presets, and the plan that the page counts down.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/presets", () => new { Ready = {{ready}}, Work = {{work}}, Rest = {{rest}}, Rounds = {{rounds}}, WorkName = "{{workname}}", RestName = "{{restname}}" });
        app.MapGet("/api/plan", (int? ready, int? work, int? rest, int? rounds) => Intervals.Lay(
            ready ?? 0,
            work ?? throw new InputError("{{workname}}: please enter seconds."),
            rest ?? 0,
            rounds ?? throw new InputError("Rounds: please enter a number.")));
    }
}
