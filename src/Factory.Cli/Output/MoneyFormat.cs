using Factory.Contracts.Metering;

namespace Factory.Cli.Output;

/// <summary>Formats amounts: to the cent, and small amounts to four digits.</summary>
internal static class MoneyFormat
{
    /// <summary><c>12.30 USD</c>, <c>0.0042 USD</c>; see <see cref="Usd.ToShortString"/>.</summary>
    public static string Format(Usd amount) => amount.ToShortString();

    /// <summary>The same without the unit, for columns with the unit in the heading.</summary>
    public static string FormatAmount(Usd amount) => amount.ToShortString()[..^" USD".Length];
}
