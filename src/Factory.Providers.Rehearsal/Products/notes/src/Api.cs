namespace App;

/// <summary>The JSON API. The notes themselves stay in the browser; nothing is kept here.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/prompt", () => new { Prompt = "{{prompt}}" });
        app.MapPost("/api/find", (FindRequest request) =>
        {
            var notes = request.Notes ?? [];
            if (notes.Length > Notebook.MaxNotes || notes.Any(n => n is not { Id: not null, Title: not null, Text.Length: <= Notebook.MaxText, Day: not null }))
            {
                throw new InputError($"Please keep at most {Notebook.MaxNotes} notes of at most {Notebook.MaxText} characters.");
            }

            var today = DateOnly.TryParseExact(request.Today, "yyyy-MM-dd", out var day) ? day : throw new InputError("Please give today as 2030-01-31.");
            return new Found(Notebook.Search(notes, request.Query), Notebook.Tags(notes), notes.Sum(n => Notebook.Words(n.Text)), Notebook.Streak(notes, today));
        });
    }
}

/// <summary>What to look for in which notes.</summary>
public sealed record FindRequest(Note[]? Notes, string? Query, string? Today);
