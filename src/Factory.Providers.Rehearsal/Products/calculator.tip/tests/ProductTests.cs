using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("A tip of 20 percent on 50.00 is 10.00", () => Equal((10m, 60m, 60m), Calculator.Split(50, 20, 1)));
        Test("A tip is rounded to the cent, halves up", () => Equal(1.51m, Calculator.Split(10.05m, 15, 1).Tip));
        Test("An even bill splits evenly", () => Equal(30m, Calculator.Split(100, 20, 4).Share));
        Test("Shares cover the total when it does not split evenly", () => Equal(33.34m, Calculator.Split(100, 0, 3).Share));
        Test("Shares together are never less than the total", () =>
        {
            for (var people = 1; people <= 30; people++)
            {
                var split = Calculator.Split(87.65m, 17.5m, people);
                Equal(true, split.Share * people >= split.Total);
            }
        });
        Test("No tip is no tip", () => Equal((0m, 12.34m, 12.34m), Calculator.Split(12.34m, 0, 1)));
        Test("Nobody to pay is refused", () => Refused(() => Ask(50, 10, 0)));
        Test("A negative bill is refused", () => Refused(() => Ask(-1, 10, 1)));
        Test("The answer names what each pays", () => Equal("30.00", Ask(100, 20, 4).Lines.Single(l => l.Main).Value));
    }

    private static Answer Ask(decimal bill, decimal tip, decimal people) => Calculator.Answer(new Numbers(
        Calculator.Fields,
        new Dictionary<string, decimal?> { ["bill"] = bill, ["tip"] = tip, ["people"] = people }));
}
