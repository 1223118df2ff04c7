namespace App;

/// <summary>The JSON API: the units, where to begin, and the conversion.</summary>
public static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/units", () => new
        {
            Start = new { Category = "{{category}}", From = "{{from}}", To = "{{to}}", Value = {{value}} },
            Categories = Units.All.GroupBy(u => u.Category).Select(g => new { Name = g.Key, Units = g.Select(u => u.Name) }),
        });
        app.MapGet("/api/convert", (double? value, string? from, string? to) =>
        {
            var number = value ?? throw new InputError("Please enter a number.");
            return new
            {
                Result = Units.Rounded(Units.Convert(number, from, to)),
                One = Units.Find(from).Category == "temperature" ? (double?)null : Units.Rounded(Units.Convert(1, from, to)),
            };
        });
    }
}
