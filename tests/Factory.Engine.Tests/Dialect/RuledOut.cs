namespace Factory.Engine.Tests.Dialect;

/// <summary>Members of dialect types that grains of this solution may not use: part of a type's name, part of a member, and why.</summary>
internal static class RuledOut
{
    private const string OtherKeys = "Keys are strings.";
    private const string Untyped = "References have an interface.";
    private const string Wire = "Nothing goes over a wire inside of one process.";
    private const string Manifest = "There is no cluster that grain properties would be published to.";

    public static IReadOnlyList<(string Type, string Member, string Why)> Rules { get; } =
    [
        ("Orleans.IGrainFactory", "GetGrain[TGrainInterface](System.Guid", OtherKeys),
        ("Orleans.IGrainFactory", "GetGrain[TGrainInterface](Int64", OtherKeys),
        ("Orleans.IGrainFactory", "GetGrain(System.Type, System.Guid", OtherKeys),
        ("Orleans.IGrainFactory", "GetGrain(System.Type, Int64", OtherKeys),
        ("Orleans.GrainExtensions", "IsPrimaryKeyBasedOnLong", OtherKeys),
        ("Orleans.GrainExtensions", "GetPrimaryKeyLong", OtherKeys),
        ("Orleans.GrainExtensions", "System.Guid GetPrimaryKey", OtherKeys),
        ("Orleans.IGrainFactory", "Orleans.Runtime.IAddressable GetGrain", Untyped),
        ("Orleans.IGrainFactory", "Orleans.IGrainObserver", "Observers are not in the dialect."),
        ("Orleans", "MigrateOnIdle", "There is no other silo to go to."),
        ("Orleans", "Populate(System.IServiceProvider", Manifest),
        ("Orleans.ImplicitStreamSubscriptionAttribute", "GetBindings", Manifest),
        ("Orleans", "System.Runtime.Serialization.SerializationInfo", Wire),
        ("Orleans.IGrainCallContext", "Orleans.Serialization.Invocation.Response Response", Wire),
        ("Orleans.GenerateSerializerAttribute", "GenerateFieldIds", "Every member has an id of its own."),
        ("Orleans.Runtime.StreamId", "Orleans.Streams.IStreamIdentity", "An older name of what StreamId is."),
        ("Orleans.Runtime.StreamId", "Create(System.String, Int64)", OtherKeys),
        ("Orleans.Runtime.StreamId", "Parse(System.ReadOnlySpan`1[System.Byte])", Wire),
        ("Orleans.Runtime.GrainId", "System.IFormatProvider", "Ids are parsed from text without a culture."),
        ("Orleans.Runtime.GrainId", "GetUniformHashCode", "There is no ring of silos."),
        ("Orleans.Grain", "System.IDisposable RegisterTimer", "Obsolete in Orleans; RegisterGrainTimer took its place."),
        ("Orleans.Concurrency.StatelessWorkerAttribute", "Void .ctor(Int32, Boolean)", "Workers are collected when idle, as other grains."),
    ];

    public static bool Holds(string type, string member) => Rules.Any(rule => Fits(rule, type, member));

    public static bool Fits((string Type, string Member, string Why) rule, string type, string member) =>
        type.StartsWith(rule.Type, StringComparison.Ordinal) && member.Contains(rule.Member, StringComparison.Ordinal);
}
