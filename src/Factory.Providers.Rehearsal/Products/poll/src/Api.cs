namespace App;

/// <summary>The JSON API of the one poll that this server holds.</summary>
public static class Api
{
    private static readonly Poll Current = new("{{question}}", ["{{one}}", "{{two}}", "{{three}}"]);

    public static void Map(WebApplication app)
    {
        app.MapGet("/api/poll", () => Current.Stand());
        app.MapPost("/api/vote", (VoteRequest request) =>
        {
            Current.Vote(request.Voter, request.Option);
            return Current.Stand();
        });
        app.MapPost("/api/ask", (AskRequest request) =>
        {
            Current.Ask(request.Question, request.Options);
            return Current.Stand();
        });
    }
}

/// <summary>Somebody's vote.</summary>
public sealed record VoteRequest(string? Voter, string? Option);

/// <summary>A new question.</summary>
public sealed record AskRequest(string? Question, string?[]? Options);
