using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Factory.Contracts.Metering;

/// <summary>An amount of United States dollars. Exact: prices per million tokens leave many digits behind the point.</summary>
[GenerateSerializer, Immutable, Alias("Usd")]
[JsonConverter(typeof(Converter))]
public readonly record struct Usd([property: Id(0)] decimal Amount) : IComparable<Usd>
{
    /// <summary>Nothing.</summary>
    public static Usd Zero => default;

    public static Usd operator +(Usd left, Usd right) => new(left.Amount + right.Amount);

    public static Usd operator -(Usd left, Usd right) => new(left.Amount - right.Amount);

    public static bool operator <(Usd left, Usd right) => left.Amount < right.Amount;

    public static bool operator >(Usd left, Usd right) => left.Amount > right.Amount;

    public static bool operator <=(Usd left, Usd right) => left.Amount <= right.Amount;

    public static bool operator >=(Usd left, Usd right) => left.Amount >= right.Amount;

    /// <summary>Rounded down to 1/100,000,000 dollar, the least that the ledger counts.</summary>
    public Usd RoundDown() => new(Math.Floor(Amount * 100_000_000m) / 100_000_000m);

    /// <inheritdoc/>
    public int CompareTo(Usd other) => Amount.CompareTo(other.Amount);

    /// <summary>At least two digits behind the point, more where the amount needs them: <c>0.00 USD</c>, <c>0.000125 USD</c>.</summary>
    public override string ToString() => Amount.ToString("0.00######", CultureInfo.InvariantCulture) + " USD";

    private sealed class Converter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Amount);
    }
}
