using System.Globalization;

namespace App;

/// <summary>A field of the form.</summary>
public sealed record Field(string Name, string Label, string Unit, decimal Value, decimal Min, decimal Max, decimal Step);

/// <summary>One line of the answer.</summary>
public sealed record Line(string Label, string Value, bool Main = false);

/// <summary>The answer.</summary>
public sealed record Answer(IReadOnlyList<Line> Lines, string Note);

/// <summary>The numbers that the user entered, checked against the fields.</summary>
public sealed class Numbers(IReadOnlyList<Field> fields, IReadOnlyDictionary<string, decimal?> entered)
{
    public decimal this[string name]
    {
        get
        {
            var field = fields.First(f => f.Name == name);
            var value = entered.GetValueOrDefault(name) ?? throw new InputError($"{field.Label}: please enter a number.");
            return value >= field.Min && value <= field.Max
                ? value
                : throw new InputError($"{field.Label}: please enter {Text(field.Min)} to {Text(field.Max)}.");
        }
    }

    private static string Text(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>How amounts read.</summary>
public static class Money
{
    public static string Text(decimal amount) => amount.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
