namespace App;

/// <summary>What is left of a price after percentages come off and on.</summary>
public static class Calculator
{
    public static IReadOnlyList<Field> Fields { get; } =
    [
        new("price", "Price", "amount", {{price}}m, 0, 100_000_000, 0.01m),
        new("first", "Discount", "%", {{first}}, 0, 100, 0.5m),
        new("second", "Further discount", "%", 0, 0, 100, 0.5m),
        new("tax", "Tax on top", "%", 0, 0, 100, 0.5m),
    ];

    public static Answer Answer(Numbers numbers)
    {
        var price = numbers["price"];
        var result = Final(price, numbers["first"], numbers["second"], numbers["tax"]);
        return new Answer(
            [
                new("You save", Money.Text(result.Saving)),
                new("Tax", Money.Text(result.Tax)),
                new("You pay", Money.Text(result.Total), Main: true),
            ],
            price == 0 ? "" : $"Together the discounts are {Math.Round(result.Saving / price * 100, 2):0.##} % of the price.");
    }

    /// <summary>The further discount comes off what the first one left; tax goes on at the end.</summary>
    public static (decimal Saving, decimal Tax, decimal Total) Final(decimal price, decimal first, decimal second, decimal tax)
    {
        var reduced = Cents(price * (1 - first / 100) * (1 - second / 100));
        var added = Cents(reduced * tax / 100);
        return (price - reduced, added, reduced + added);
    }

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
