namespace Factory.Dialect.Tests.Grains;

[GenerateSerializer, Alias("test.parcel"), Immutable]
public sealed record Parcel([property: Id(0)] string Label, [property: Id(1)] IReadOnlyList<decimal> Weights, [property: Id(2)] DateTimeOffset? SentAt);
