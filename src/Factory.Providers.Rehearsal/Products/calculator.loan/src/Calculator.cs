namespace App;

/// <summary>What a loan costs a month, and over all.</summary>
public static class Calculator
{
    public static IReadOnlyList<Field> Fields { get; } =
    [
        new("amount", "Amount", "", {{amount}}, 1, 1_000_000_000, 1),
        new("rate", "Interest", "% a year", {{rate}}m, 0, 100, 0.05m),
        new("years", "Term", "years", {{years}}, 1, 60, 1),
    ];

    public static Answer Answer(Numbers numbers)
    {
        var (amount, years) = (numbers["amount"], (int)numbers["years"]);
        var monthly = Monthly(amount, numbers["rate"], years);
        var total = monthly * years * 12;
        return new Answer(
            [
                new("Each month", Money.Text(monthly), Main: true),
                new("Paid back in all", Money.Text(total)),
                new("Interest in all", Money.Text(total - amount)),
            ],
            $"{years * 12} equal payments at the end of each month; fees are not included.");
    }

    /// <summary>The annuity: amount × r ÷ (1 − (1 + r)^−n), r being a month's interest and n the months; rounded to the cent.</summary>
    public static decimal Monthly(decimal amount, decimal ratePercent, int years)
    {
        var months = years * 12;
        var rate = ratePercent / 100 / 12;
        if (rate == 0)
        {
            return Math.Round(amount / months, 2, MidpointRounding.AwayFromZero);
        }

        var growth = (decimal)Math.Pow((double)(1 + rate), -months);
        return Math.Round(amount * rate / (1 - growth), 2, MidpointRounding.AwayFromZero);
    }
}
