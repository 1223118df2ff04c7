namespace Factory.Engine.Tests.Dialect;

/// <summary>Members of dialect types that grains of this solution may not use, and why.</summary>
internal static class RuledOut
{
    private const string OtherKeys = "keys are strings";
    private const string Observers = "observers are not in the dialect";
    private const string Migration = "one silo: nothing can move";
    private const string Serialization = "nothing is serialized by the engine";

    /// <summary>The rules, one per member.</summary>
    public static IReadOnlyList<(string Type, string Member, string Why)> Members { get; } =
    [
        ("Orleans.Grain", "Void MigrateOnIdle()", Migration),
    ];

    public static bool Holds(string type, string member) => Members.Any(rule => rule.Type == type && rule.Member == member);
}
