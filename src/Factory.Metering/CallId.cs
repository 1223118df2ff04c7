using Factory.Contracts.Ids;

namespace Factory.Metering;

/// <summary>One model call, as the ledger knows it.</summary>
internal readonly record struct CallId(string Value) : IId<CallId>
{
    public static string Kind => "call";

    public static CallId From(string value) => new(value);

    public override string ToString() => Value;
}
