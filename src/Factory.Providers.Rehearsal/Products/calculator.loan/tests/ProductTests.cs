using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("200000 at 6 percent over 30 years is 1199.10 a month", () => Equal(1199.10m, Calculator.Monthly(200_000, 6, 30)));
        Test("10000 at 5 percent over 1 year is 856.07 a month", () => Equal(856.07m, Calculator.Monthly(10_000, 5, 1)));
        Test("Without interest the amount is spread evenly", () => Equal(100m, Calculator.Monthly(1_200, 0, 1)));
        Test("A longer term costs less a month", () => Equal(true, Calculator.Monthly(100_000, 4, 20) < Calculator.Monthly(100_000, 4, 10)));
        Test("More interest costs more a month", () => Equal(true, Calculator.Monthly(100_000, 5, 20) > Calculator.Monthly(100_000, 4, 20)));
        Test("The month is the main line of the answer", () => Equal("100.00", Ask(1_200, 0, 1).Lines.Single(l => l.Main).Value));
        Test("A loan without interest has none in all", () => Equal("0.00", Ask(1_200, 0, 1).Lines[2].Value));
        Test("No term is refused", () => Refused(() => Ask(1_000, 5, 0)));
        Test("A negative amount is refused", () => Refused(() => Ask(-5, 5, 1)));
    }

    private static Answer Ask(decimal amount, decimal rate, decimal years) => Calculator.Answer(new Numbers(
        Calculator.Fields,
        new Dictionary<string, decimal?> { ["amount"] = amount, ["rate"] = rate, ["years"] = years }));
}
