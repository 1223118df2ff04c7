namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Converters: units of measurement and currencies.</summary>
internal static class ConverterArchetype
{
    private static readonly Defect Zero = new(
        "src/Units.cs",
        "=> (value + unit.Offset) * unit.Factor;",
        "=> value * unit.Factor + unit.Offset;",
        "Fahrenheit was scaled before its offset was applied; the offset is now applied first.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["converter"],
        Problem = "People who need a foreign unit search for a formula, choose the wrong one, and trust an incorrect number.",
        Criteria =
        [
            "Length, weight, temperature, volume and sample currencies convert both ways.",
            "Converting a value there and back returns the original value.",
            "Temperatures account for their different zero points; values below absolute zero are rejected.",
        ],
        Defect = Zero,
    };

    public static Archetype Instance { get; } = new()
    {
        Name = "converter",
        Phrase = "a converter",
        Keywords =
        [
            "converter", "converters", "convert*", "conversion*", "units", "unit", "currency", "currencies", "exchange", "celsius", "fahrenheit", "miles", "kilometers", "kilometres", "inches", "pounds", "ounces", "temperature*", "measurement*",
            "umrechner", "umrechnen", "umrechnung", "einheiten", "währung*", "convertidor", "unidades", "moneda*", "convertisseur", "unités", "devises", "конвертер", "валют*",
            "换算", "单位", "汇率", "変換", "📏", "💱", "🌡",
        ],
        OutOfScope = ["Today's exchange rates.", "Units of electricity and light."],
        Risks = ["Temperature scales have different zero points.", "Long decimals that reveal floating-point rounding."],
        Variants =
        [
            Of(
                "length",
                "Unit converter",
                "Miles, metres, feet and more, as you type.",
                ["length", "miles", "kilometers", "kilometres", "feet", "inches", "metres", "distance*"],
                "length",
                "miles",
                "kilometres",
                ["1", "5", "26.2"]),
            Of(
                "temperature",
                "Temperature converter",
                "Celsius, Fahrenheit and Kelvin, as you type.",
                ["temperature*", "celsius", "fahrenheit", "kelvin", "weather", "🌡"],
                "temperature",
                "celsius",
                "fahrenheit",
                ["20", "37", "100"]),
            Of(
                "weight",
                "Weight converter",
                "Kilograms, pounds and ounces, as you type.",
                ["weight*", "kilos", "kilograms", "pounds", "ounces", "luggage"],
                "weight",
                "kilograms",
                "pounds",
                ["1", "23", "70"]),
            Of(
                "volume",
                "Kitchen converter",
                "Cups, spoons and litres, as you type.",
                ["cook*", "kitchen", "recipe*", "baking", "cups", "volume*", "liters", "litres", "gallons"],
                "volume",
                "cups",
                "millilitres",
                ["1", "2", "3"]),
            Of(
                "currency",
                "Currency converter",
                "Sample rates that you can edit, as you type.",
                ["currency", "currencies", "exchange", "money", "euro*", "dollar*", "währung*", "moneda*", "devises", "валют*", "汇率", "💱"],
                "currency",
                "euro",
                "dollar",
                ["10", "50", "100"]),
        ],
    };

    private static Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        string category,
        string from,
        string to,
        string[] values) =>
        Template.Of(name, title, tagline, keywords, ("category", [category]), ("from", [from]), ("to", [to]), ("value", values));
}
