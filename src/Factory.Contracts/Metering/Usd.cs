using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Metering;

/// <summary>An amount in US dollars. Exact: prices per million tokens have many decimal places.</summary>
/// <param name="Amount">The amount.</param>
[GenerateSerializer, Immutable, Alias("Usd")]
[JsonConverter(typeof(Converter))]
public readonly record struct Usd([property: Id(0)] decimal Amount) : IComparable<Usd>
{
    /// <summary>0 USD.</summary>
    public static Usd Zero => default;

    /// <summary>The sum.</summary>
    public static Usd operator +(Usd left, Usd right) => new(left.Amount + right.Amount);

    /// <summary>The difference; it can be negative.</summary>
    public static Usd operator -(Usd left, Usd right) => new(left.Amount - right.Amount);

    /// <summary>True when the left amount is lower.</summary>
    public static bool operator <(Usd left, Usd right) => left.Amount < right.Amount;

    /// <summary>True when the left amount is higher.</summary>
    public static bool operator >(Usd left, Usd right) => left.Amount > right.Amount;

    /// <summary>True when the left amount is not higher.</summary>
    public static bool operator <=(Usd left, Usd right) => left.Amount <= right.Amount;

    /// <summary>True when the left amount is not lower.</summary>
    public static bool operator >=(Usd left, Usd right) => left.Amount >= right.Amount;

    /// <summary>The amount rounded down to 1/100,000,000 dollar, the unit of the ledger.</summary>
    public Usd RoundDown() => new(Math.Floor(Amount * 100_000_000m) / 100_000_000m);

    /// <inheritdoc/>
    public int CompareTo(Usd other) => Amount.CompareTo(other.Amount);

    /// <summary>Formats the exact amount, two to eight decimal places: <c>0.00 USD</c>, <c>0.000125 USD</c>.</summary>
    public override string ToString() => Amount.ToString("0.00######", CultureInfo.InvariantCulture) + " USD";

    /// <summary>
    /// Formats the amount for people: to the cent, below 10 cents to four decimal places, as in <c>12.30 USD</c> and
    /// <c>0.0042 USD</c>. It is rounded up, so that a small amount is never shown as zero.
    /// </summary>
    public string ToShortString()
    {
        var isSmall = Amount is > 0 and < 0.1m;
        var unit = isSmall ? 10_000m : 100m;
        return (Math.Ceiling(Amount * unit) / unit).ToString(isSmall ? "0.00##" : "#,0.00", CultureInfo.InvariantCulture) + " USD";
    }

    private sealed class Converter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Amount);
    }
}
