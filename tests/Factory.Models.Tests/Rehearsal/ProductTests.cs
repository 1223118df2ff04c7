using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Models.Rehearsal.Archetypes;

namespace Factory.Models.Tests.Rehearsal;

/// <summary>
/// Every product is really built: the first change fails its own tests, the second passes them and serves its page. Two classes, because a
/// build keeps one processor busy and classes run beside each other.
/// </summary>
public sealed class ProductTests
{
    [Theory]
    [MemberData(nameof(ProductIdeas.Even), MemberType = typeof(ProductIdeas))]
    public Task The_builder_is_wrong_first_and_right_after_feedback(string archetype, string variant) => ProductIdeas.BuildTwiceAsync(archetype, variant);
}

/// <inheritdoc cref="ProductTests"/>
public sealed class MoreProductTests
{
    [Theory]
    [MemberData(nameof(ProductIdeas.Odd), MemberType = typeof(ProductIdeas))]
    public Task The_builder_is_wrong_first_and_right_after_feedback(string archetype, string variant) => ProductIdeas.BuildTwiceAsync(archetype, variant);
}

/// <summary>One idea for each product whose code differs.</summary>
public static class ProductIdeas
{
    public static TheoryData<string, string> Even() => Every(remainder: 0);

    public static TheoryData<string, string> Odd() => Every(remainder: 1);

    internal static async Task BuildTwiceAsync(string archetype, string variant)
    {
        using var folder = new TemporaryFolder();
        var idea = IdeaFor(archetype, variant);
        var choice = ArchetypeChoice.For(idea);
        (choice.Archetype.Name, choice.Variant.Name).ShouldBe((archetype, variant));

        var first = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Brief(TaskKinds.Build, idea));
        ArtifactRules.Check(first!.Value, new ArtifactContext(ArtifactKind.Change, [], [], null)).Errors.ShouldBeEmpty();
        folder.Read(choice.Variant.Defect.File).ShouldContain(choice.Variant.Defect.Wrong);
        folder.Read("product.yaml").ShouldContain($"name: \"{choice.Title}\"");

        var place = ProductPlace.Root;
        var build = MiniLoop.Shell(folder.Path, place.Build);
        build.ExitCode.ShouldBe(0, build.Output);
        var failing = MiniLoop.Shell(folder.Path, place.Test);
        failing.ExitCode.ShouldBe(1, failing.Output);
        failing.Output.ShouldContain("FAIL ");

        var loop = new MiniLoop(folder.Path);
        var second = await loop.RunAsync(MiniLoop.Brief(TaskKinds.Build, idea, feedback: ["The tests fail."], attempt: 2));
        second!.Value.GetProperty("notes")[0].GetString().ShouldEndWith(", 0 failed.");
        loop.Calls.ShouldContain("run_command");
        folder.Read(choice.Variant.Defect.File).ShouldNotContain(choice.Variant.Defect.Wrong);
        folder.Read(choice.Variant.Defect.File).ShouldContain(choice.Variant.Defect.Right);
        await ProductServer.CheckAsync(folder.Path, place.Serve, choice.Title);
    }

    private static TheoryData<string, string> Every(int remainder)
    {
        var data = new TheoryData<string, string>();
        var all = ArchetypeCatalogue.All.SelectMany(a => a.Variants.DistinctBy(v => string.Join('+', v.Folders)).Select(v => (Archetype: a.Name, Variant: v.Name)));
        foreach (var (archetype, variant) in all.Where((_, i) => i % 2 == remainder))
        {
            data.Add(archetype, variant);
        }

        return data;
    }

    /// <summary>The variant's own name for itself is an idea that leads to it.</summary>
    private static string IdeaFor(string archetype, string variant) =>
        ArchetypeCatalogue.All.Single(a => a.Name == archetype).Variants.Single(v => v.Name == variant).Title;
}
