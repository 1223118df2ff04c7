using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("20 percent off 50.00 leaves 40.00", () => Equal((10m, 0m, 40m), Calculator.Final(50, 20, 0, 0)));
        Test("A further discount comes off what is left", () => Equal(72m, Calculator.Final(100, 20, 10, 0).Total));
        Test("Two discounts of 50 percent do not make it free", () => Equal(25m, Calculator.Final(100, 50, 50, 0).Total));
        Test("Tax goes on the reduced price", () => Equal((20m, 8m, 88m), Calculator.Final(100, 20, 0, 10)));
        Test("Cents are rounded halves up", () => Equal(0.13m, Calculator.Final(0.25m, 50, 0, 0).Total));
        Test("No percentages change nothing", () => Equal((0m, 0m, 19.99m), Calculator.Final(19.99m, 0, 0, 0)));
        Test("All of it off is free", () => Equal(0m, Calculator.Final(19.99m, 100, 0, 20).Total));
        Test("More than 100 percent is refused", () => Refused(() => Ask(10, 101)));
        Test("The answer names what one pays", () => Equal("40.00", Ask(50, 20).Lines.Single(l => l.Main).Value));
    }

    private static Answer Ask(decimal price, decimal first) => Calculator.Answer(new Numbers(
        Calculator.Fields,
        new Dictionary<string, decimal?> { ["price"] = price, ["first"] = first, ["second"] = 0, ["tax"] = 0 }));
}
