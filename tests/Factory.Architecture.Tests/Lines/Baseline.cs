using System.Globalization;

namespace Factory.Architecture.Tests.Lines;

/// <summary>
/// Violations that existed when a rule was introduced: <c>MEMBER: VALUE</c> per line. The list can only shrink.
/// </summary>
/// <remarks>
/// A new entry, a greater value and an entry that is no longer needed all fail. After renaming types or members, write
/// the lists again and check the difference:
/// <c>FACTORY_WRITE_BASELINES=1 dotnet test tests/Factory.Architecture.Tests --filter LineTests</c>.
/// </remarks>
internal static class Baseline
{
    private const string Variable = "FACTORY_WRITE_BASELINES";

    /// <summary>Fails with every difference to the list.</summary>
    /// <param name="list">File name of the list.</param>
    /// <param name="rule">What is allowed, for the message and the first line of the list.</param>
    /// <param name="found">What breaks the rule now.</param>
    public static void Holds(string list, string rule, IEnumerable<Violation> found)
    {
        var violations = found.ToList();
        var now = Sum(violations);
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(Repository.ListPath(list), Text(rule, now));
        }

        Differences(now, Read(ListFile.Entries(list)), violations)
            .ShouldBeEmpty($"{rule}; {list} holds what was there before, and may only shrink");
    }

    /// <summary>What is new, greater or gone, in sentences.</summary>
    public static IEnumerable<string> Differences(
        IReadOnlyDictionary<string, int> now,
        IReadOnlyDictionary<string, int> before,
        IReadOnlyCollection<Violation> violations) =>
        now.Where(n => n.Value > before.GetValueOrDefault(n.Key))
            .Select(n => $"{n.Key}: {n.Value}, allowed {before.GetValueOrDefault(n.Key)} ({Places(violations, n.Key)})")
            .Concat(before.Keys.Where(k => !now.ContainsKey(k)).Select(k => $"{k}: no longer breaks the rule, take its line out"));

    /// <summary>One value for each member: overloads and lines of one member are added up.</summary>
    public static IReadOnlyDictionary<string, int> Sum(IEnumerable<Violation> violations) =>
        violations.GroupBy(v => v.Member, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Sum(v => v.Value), StringComparer.Ordinal);

    private static string Places(IEnumerable<Violation> violations, string member) =>
        string.Join(", ", violations.Where(v => v.Member == member).Select(v => v.Place));

    private static Dictionary<string, int> Read(IReadOnlyList<string> entries) =>
        entries.Select(e => e.Split(": "))
            .ToDictionary(e => e[0], e => int.Parse(e[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string Text(string rule, IReadOnlyDictionary<string, int> values) =>
        string.Concat(values.OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}: {v.Value}"))
            .Prepend($"# {rule}. What was there before; it may only shrink.")
            .Select(l => l + "\n"));
}
