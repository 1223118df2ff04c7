using System.Reflection;
using Factory.Engine.Hosting;

namespace Factory.Engine.Tests.Dialect;

/// <summary>
/// The law of the dialect: every member that we declare exists in Orleans with that signature, and an interface that users implement is
/// complete. All types of the dialect are there, with all members that are not ruled out. A type that is neither in the package nor in the stored list is not in the dialect.
/// </summary>
public sealed class DialectLawTests
{
    private static readonly string[] ImplementedByUsers =
    [
        "Orleans.IRemindable", "Orleans.IIncomingGrainCallFilter", "Orleans.IOutgoingGrainCallFilter", "Orleans.IGrainState`1",
        "Orleans.Core.IStorage", "Orleans.Core.IStorage`1", "Orleans.Runtime.IPersistentState`1", "Orleans.Storage.IGrainStorage",
        "Orleans.Placement.IPlacementFilterDirector", "Orleans.Streams.IAsyncObserver`1", "Orleans.Streams.IAsyncBatchObserver`1",
        "Orleans.Streams.IStreamNamespacePredicate", "Orleans.Streams.Core.IStreamSubscriptionObserver", "Orleans.IGrainBase",
        "Orleans.Runtime.IGrainTimer", "Orleans.Runtime.IGrainReminder",
    ];

    private static readonly IReadOnlyDictionary<string, ApiType> Listed = ReadList("orleans-dialect.txt");

    private static readonly Dictionary<string, ApiType> Theirs = ReadTheirs();

    private static readonly Dictionary<string, ApiType> Ours = ReadOurs();

    [Fact]
    public void Every_type_and_member_that_we_declare_is_in_Orleans()
    {
        var foreign = Ours.Values.SelectMany(type => Theirs.TryGetValue(type.Name, out var known)
            ? type.Members.Except(known.Members).Select(member => $"{type.Name}: {member}")
            : [$"{type.Name} (the whole type)"]);

        foreign.ShouldBeEmpty();
    }

    [Fact]
    public void Interfaces_that_users_implement_are_complete()
    {
        var missing = ImplementedByUsers.SelectMany(name => Theirs[name].Members.Except(Ours[name].Members).Select(member => $"{name}: {member}"));

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Every_type_of_the_dialect_is_there_with_all_members_but_those_ruled_out()
    {
        var missing = Listed.Values.SelectMany(type => Ours.TryGetValue(type.Name, out var known)
            ? type.Members.Except(known.Members).Where(member => !RuledOut.Holds(type.Name, member)).Select(member => $"{type.Name}: {member}")
            : [$"{type.Name} (the whole type)"]);

        missing.ShouldBeEmpty();
        Listed.Count.ShouldBe(59);
    }

    [Fact]
    public void Every_rule_leaves_something_out()
    {
        var left = Listed.Values.SelectMany(type => type.Members.Except(Ours[type.Name].Members).Select(member => (type.Name, Member: member))).ToList();

        RuledOut.Rules.Where(rule => !left.Exists(member => RuledOut.Fits(rule, member.Name, member.Member))).ShouldBeEmpty();
    }

    [Fact]
    public void The_comparison_sees_the_types()
    {
        Ours.Count.ShouldBeGreaterThan(70);
        Ours["Orleans.Grain"].Members.ShouldContain("System.Threading.Tasks.Task OnActivateAsync(System.Threading.CancellationToken)");
        Theirs["Orleans.Grain"].Members.Count.ShouldBeGreaterThan(Ours["Orleans.Grain"].Members.Count / 2);
    }

    private static Dictionary<string, ApiType> ReadTheirs()
    {
        var assembly = typeof(DialectLawTests).Assembly;
        var package = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "OrleansAbstractions").Value!;
        var theirs = new Dictionary<string, ApiType>(ReadList("orleans-api.txt"));
        foreach (var (name, type) in ApiReader.ReadAssembly(package))
        {
            theirs[name] = type;
        }

        return theirs;
    }

    private static IReadOnlyDictionary<string, ApiType> ReadList(string name)
    {
        using var list = new StreamReader(typeof(DialectLawTests).Assembly.GetManifestResourceStream(name)!);
        return ApiReader.ReadList(list);
    }

    private static Dictionary<string, ApiType> ReadOurs() =>
        new[] { typeof(Grain).Assembly, typeof(GrainEngine).Assembly }
            .SelectMany(assembly => ApiReader.ReadAssembly(assembly.Location))
            .Where(type => type.Key.StartsWith("Orleans.", StringComparison.Ordinal))
            .ToDictionary();
}
