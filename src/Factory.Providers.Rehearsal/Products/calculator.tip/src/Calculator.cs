namespace App;

/// <summary>Splits a bill with a tip.</summary>
public static class Calculator
{
    public static IReadOnlyList<Field> Fields { get; } =
    [
        new("bill", "Bill", "amount", {{bill}}m, 0, 1_000_000, 0.01m),
        new("tip", "Tip", "%", {{tip}}, 0, 100, 0.5m),
        new("people", "People", "", {{people}}, 1, 200, 1),
    ];

    public static Answer Answer(Numbers numbers)
    {
        var split = Split(numbers["bill"], numbers["tip"], (int)numbers["people"]);
        var surplus = split.Share * (int)numbers["people"] - split.Total;
        return new Answer(
            [
                new("Tip", Money.Text(split.Tip)),
                new("Total", Money.Text(split.Total)),
                new("Each pays", Money.Text(split.Share), Main: true),
            ],
            surplus == 0 ? "It splits evenly." : $"Shares are rounded up, so {Money.Text(surplus)} more than the total is left on the table.");
    }

    /// <summary>The tip is rounded to the cent; shares are rounded up, so that together they always cover the total.</summary>
    public static (decimal Tip, decimal Total, decimal Share) Split(decimal bill, decimal tipPercent, int people)
    {
        var tip = Math.Round(bill * tipPercent / 100, 2, MidpointRounding.AwayFromZero);
        var total = bill + tip;
        var share = Math.Ceiling(total * 100 / people) / 100;
        return (tip, total, share);
    }
}
