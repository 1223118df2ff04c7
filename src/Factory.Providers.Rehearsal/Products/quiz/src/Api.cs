namespace App;

/// <summary>The JSON API. How far one is stays in the browser.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/deck", () => new { Quiz.Boxes, Cards = Deck.Cards.Select(c => new { c.Id, c.Question }) });
        app.MapPost("/api/check", (CheckRequest request) => Quiz.Check(request.Id, request.Answer, request.Box));
        app.MapPost("/api/next", (NextRequest request) => new { Id = Quiz.Next(request.Boxes ?? [], request.Last) });
    }
}

/// <summary>An answer to a card that lies in a box.</summary>
public sealed record CheckRequest(int Id, string? Answer, int Box);

/// <summary>Which card lies in which box, and the card that was asked last.</summary>
public sealed record NextRequest(Dictionary<int, int>? Boxes, int? Last);
