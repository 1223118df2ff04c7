using Factory.Contracts.Ids;

namespace Factory.Metering.Budgets;

/// <summary>A lease, the same in every budget of its chain.</summary>
internal readonly record struct LeaseId(string Value) : IId<LeaseId>
{
    public static string Kind => "lease";

    public static LeaseId From(string value) => new(value);

    public override string ToString() => Value;
}
