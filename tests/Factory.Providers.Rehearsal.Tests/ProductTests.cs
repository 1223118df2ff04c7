using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Tests;

/// <summary>
/// Compiles and runs every product: the first change fails its own tests, the second passes them and serves its page.
/// </summary>
public sealed class ProductTests
{
    /// <summary>One idea for each product whose code differs.</summary>
    public static TheoryData<string, string> Products()
    {
        var data = new TheoryData<string, string>();
        foreach (var archetype in ArchetypeCatalogue.All)
        {
            foreach (var variant in archetype.Variants.DistinctBy(v => string.Join('+', v.Folders)))
            {
                data.Add(archetype.Name, variant.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Build_EveryProduct_FailsItsTestsFirstAndPassesAfterFeedback(string archetype, string variant)
    {
        using var folder = new TemporaryFolder();
        var idea = IdeaFor(archetype, variant);
        var choice = ArchetypeChoice.Choose(idea);
        (choice.Archetype.Name, choice.Variant.Name).ShouldBe((archetype, variant));

        var first = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, idea));
        ArtifactRules.Validate(first!.Value, new ArtifactContext(ArtifactKind.Change, [], [], null)).Errors.ShouldBeEmpty();
        folder.Read(choice.Variant.Defect.File).ShouldContain(choice.Variant.Defect.Wrong);
        folder.Read("product.yaml").ShouldContain($"name: \"{choice.Title}\"");

        var commands = choice.Commands;
        folder.Read("product.yaml").ShouldContain(commands.IsStatic ? "static: web" : "command: dotnet");
        if (commands.Build is { } command)
        {
            var build = ProductCompiler.Run(folder.Path, command);
            build.ExitCode.ShouldBe(0, build.Output);
        }

        var failing = MiniLoop.Shell(folder.Path, commands.Test);
        failing.ExitCode.ShouldBe(1, failing.Output);
        failing.Output.ShouldContain("FAIL ");

        var loop = new MiniLoop(folder.Path) { Commands = command => ProductCompiler.Run(folder.Path, command) };
        var second = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, idea, feedback: ["The tests fail."], attempt: 2));
        second!.Value.GetProperty("notes")[0].GetString().ShouldEndWith(", 0 failed.");
        loop.Calls.ShouldContain("run_command");
        folder.Read(choice.Variant.Defect.File).ShouldNotContain(choice.Variant.Defect.Wrong);
        folder.Read(choice.Variant.Defect.File).ShouldContain(choice.Variant.Defect.Right);
        if (commands.IsStatic)
        {
            folder.Read("web/index.html").ShouldContain(choice.Title);
            Directory.EnumerateFiles(folder.Path, "*.cs*", SearchOption.AllDirectories)
                .ShouldNotContain(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".csproj", StringComparison.Ordinal));
        }
        else
        {
            await ProductServer.CheckAsync(folder.Path, commands.Run, choice.Title);
        }
    }

    // The title of a variant is an idea that selects it.
    private static string IdeaFor(string archetype, string variant) =>
        ArchetypeCatalogue.All.Single(a => a.Name == archetype).Variants.Single(v => v.Name == variant).Title;
}
