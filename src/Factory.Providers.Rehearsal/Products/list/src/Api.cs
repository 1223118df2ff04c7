namespace App;

/// <summary>The JSON API. The list itself stays in the browser; the server keeps it in order.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/examples", () => new[] { "{{example}}", "{{other}}" });
        app.MapPost("/api/add", (AddRequest request) => Items.Arrange(Items.Add(Checked(request.Items), Items.Parse(request.Text))));
        app.MapPost("/api/arrange", (Item[]? items) => Items.Arrange(Checked(items)));
    }

    private static Item[] Checked(Item[]? items) =>
        items is null || items.Length > Items.MaxItems || items.Any(i => i is not { Name.Length: > 0 and <= Items.MaxName, Unit: not null })
            ? throw new InputError("That is not a list of this page: please reload it.")
            : items;
}

/// <summary>A line for the list.</summary>
public sealed record AddRequest(string? Text, Item[]? Items);
