using System.Globalization;
using Factory.Contracts.Metering;

namespace Factory.Cli.Output;

/// <summary>Formats amounts: to the cent, and small amounts to four digits.</summary>
internal static class MoneyFormat
{
    /// <summary>
    /// <c>12.30 USD</c>, <c>0.0042 USD</c>; rounded up, so that a small amount is never shown as zero.
    /// </summary>
    public static string Format(Usd amount) => FormatAmount(amount) + " USD";

    /// <summary>The same without the unit, for columns with the unit in the heading.</summary>
    public static string FormatAmount(Usd amount)
    {
        var digits = amount.Amount is > 0 and < 0.1m ? 4 : 2;
        var unit = digits == 4 ? 10_000m : 100m;
        return (Math.Ceiling(amount.Amount * unit) / unit).ToString(digits == 4 ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture);
    }
}
