namespace App;

/// <summary>A unit: how much of its category's base unit one of it is, and where its zero lies (only temperatures have another zero).</summary>
public sealed record Unit(string Name, string Category, double Factor, double Offset = 0);

/// <summary>All units and the conversion between two of them.</summary>
public static class Units
{
    public static IReadOnlyList<Unit> All { get; } =
    [
        new("millimetres", "length", 0.001), new("centimetres", "length", 0.01), new("metres", "length", 1), new("kilometres", "length", 1000),
        new("inches", "length", 0.0254), new("feet", "length", 0.3048), new("yards", "length", 0.9144), new("miles", "length", 1609.344),
        new("grams", "weight", 0.001), new("kilograms", "weight", 1), new("tonnes", "weight", 1000), new("ounces", "weight", 0.028349523125), new("pounds", "weight", 0.45359237), new("stones", "weight", 6.35029318),
        new("celsius", "temperature", 1), new("fahrenheit", "temperature", 5.0 / 9, -32), new("kelvin", "temperature", 1, -273.15),
        new("millilitres", "volume", 0.001), new("litres", "volume", 1), new("teaspoons", "volume", 0.00492892159375), new("tablespoons", "volume", 0.01478676478125),
        new("cups", "volume", 0.2365882365), new("pints", "volume", 0.473176473), new("gallons", "volume", 3.785411784),

        // Samples to calculate with, not today's rates: edit them here.
        new("euro", "currency", 1), new("dollar", "currency", 0.92), new("pound", "currency", 1.17), new("yen", "currency", 0.0061), new("franc", "currency", 1.05),
    ];

    public static Unit Find(string? name) =>
        All.FirstOrDefault(u => u.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new InputError("Please choose a unit from the list.");

    /// <summary>Converts within a category; lengths, weights and volumes cannot be negative, and nothing is colder than absolute zero.</summary>
    public static double Convert(double value, string? from, string? to)
    {
        var (source, target) = (Find(from), Find(to));
        if (source.Category != target.Category)
        {
            throw new InputError($"{source.Name} are {source.Category}, {target.Name} are {target.Category}: please choose two of a kind.");
        }

        var inBase = ToBase(value, source);
        if (!double.IsFinite(inBase) || inBase < (source.Category == "temperature" ? -273.15 - 1e-9 : 0))
        {
            throw new InputError(source.Category == "temperature" ? "Nothing is colder than absolute zero, −273.15 celsius." : "Please enter a number from 0.");
        }

        return FromBase(inBase, target);
    }

    /// <summary>Twelve significant digits: more would show the rounding of the machine.</summary>
    public static double Rounded(double value) => double.Parse(value.ToString("G12", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static double ToBase(double value, Unit unit) => (value + unit.Offset) * unit.Factor;

    private static double FromBase(double value, Unit unit) => value / unit.Factor - unit.Offset;
}
