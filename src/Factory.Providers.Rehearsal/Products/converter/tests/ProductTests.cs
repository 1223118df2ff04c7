using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("A mile is 1.609344 kilometres", () => Equal(1.609344, Change(1, "miles", "kilometres")));
        Test("Ten feet are 3.048 metres", () => Equal(3.048, Change(10, "feet", "metres")));
        Test("A pound is 453.59237 grams", () => Equal(453.59237, Change(1, "pounds", "grams")));
        Test("Water boils at 212 fahrenheit", () => Equal(212d, Change(100, "celsius", "fahrenheit")));
        Test("Water freezes at 32 fahrenheit", () => Equal(0d, Change(32, "fahrenheit", "celsius")));
        Test("Minus 40 is the same in both", () => Equal(-40d, Change(-40, "celsius", "fahrenheit")));
        Test("Absolute zero is 0 kelvin", () => Equal(0d, Change(-273.15, "celsius", "kelvin")));
        Test("There and back again is where one began", () => Equal(7.5, Units.Rounded(Units.Convert(Units.Convert(7.5, "cups", "litres"), "litres", "cups"))));
        Test("A unit converts to itself", () => Units.All.ToList().ForEach(u => Equal(5d, Change(5, u.Name, u.Name))));
        Test("Metres do not become grams", () => Refused(() => Units.Convert(1, "metres", "grams")));
        Test("An unknown unit is refused", () => Refused(() => Units.Convert(1, "cubits", "metres")));
        Test("Colder than absolute zero is refused", () => Refused(() => Units.Convert(-300, "celsius", "kelvin")));
    }

    private static double Change(double value, string from, string to) => Units.Rounded(Units.Convert(value, from, to));
}
