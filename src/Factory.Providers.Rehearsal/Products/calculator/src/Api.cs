namespace App;

/// <summary>The JSON API: what to ask, and the answer.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/form", () => Calculator.Fields);
        app.MapPost("/api/calculate", (Dictionary<string, decimal?> entered) => Calculator.Answer(new Numbers(Calculator.Fields, entered)));
    }
}
