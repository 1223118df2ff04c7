namespace Factory.Providers.Rehearsal.Archetypes;

internal static class ConverterArchetype
{
    private static readonly Defect Zero = new(
        "src/Units.cs",
        "=> (value + unit.Offset) * unit.Factor;",
        "=> value * unit.Factor + unit.Offset;",
        "Fahrenheit was scaled before its zero was moved; the zero is moved first now.");

    private static readonly VariantTemplate Template = new()
    {
        Folders = ["converter"],
        Problem = "People who meet a measure of another country look for a formula, pick the wrong one, and trust a number that is off.",
        Criteria =
        [
            "Length, weight, temperature, volume and sample currencies convert both ways.",
            "Going there and back again gives the number one began with.",
            "Temperatures take their different zero points into account; nothing colder than absolute zero is accepted.",
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
        Risks = ["Temperatures have another zero than lengths have.", "Long decimals that show the machine's rounding."],
        Variants =
        [
            Of("length", "Unit converter", "Miles, metres, feet and more, as you type.", ["length", "miles", "kilometers", "kilometres", "feet", "inches", "metres", "distance*"], "length", "miles", "kilometres", ["1", "5", "26.2"]),
            Of("temperature", "Temperature converter", "Celsius, Fahrenheit and Kelvin, as you type.", ["temperature*", "celsius", "fahrenheit", "kelvin", "weather", "🌡"], "temperature", "celsius", "fahrenheit", ["20", "37", "100"]),
            Of("weight", "Weight converter", "Kilograms, pounds and ounces, as you type.", ["weight*", "kilos", "kilograms", "pounds", "ounces", "luggage"], "weight", "kilograms", "pounds", ["1", "23", "70"]),
            Of("volume", "Kitchen converter", "Cups, spoons and litres, as you type.", ["cook*", "kitchen", "recipe*", "baking", "cups", "volume*", "liters", "litres", "gallons"], "volume", "cups", "millilitres", ["1", "2", "3"]),
            Of("currency", "Currency converter", "Sample rates that you can edit, as you type.", ["currency", "currencies", "exchange", "money", "euro*", "dollar*", "währung*", "moneda*", "devises", "валют*", "汇率", "💱"], "currency", "euro", "dollar", ["10", "50", "100"]),
        ],
    };

    private static Variant Of(string name, string title, string tagline, string[] keywords, string category, string from, string to, string[] values) =>
        Template.Of(name, title, tagline, keywords, ("category", [category]), ("from", [from]), ("to", [to]), ("value", values));
}
