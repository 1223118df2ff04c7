namespace Factory.Metering.Calls;

/// <summary>Id of a model call; also the id of its ledger row.</summary>
internal readonly record struct CallId(string Value) : IId<CallId>
{
    public static string Kind => "call";

    public static CallId From(string value) => new(value);

    public override string ToString() => Value;
}
