using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Tests;

public sealed class BuildRoleTests
{
    private const string Idea = "shopping list";

    private static readonly Defect Defect = ArchetypeChoice.Choose(Idea).Variant.Defect;

    [Fact]
    public async Task Build_ReadmeWithOnlyAHeading_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("README.md", "# shopping-list\n");
        await BuildAsync(folder);
        folder.Has("App.csproj").ShouldBeTrue();
        folder.Read("README.md").ShouldContain("rehearsal model");
    }

    [Theory]
    [InlineData("README.md", "# Mine\n\nImportant.\n")]
    [InlineData(".gitignore", "x\n")]
    [InlineData("AGENTS.md", "mine")]
    [InlineData("src/Items.cs", "mine")]
    public async Task Build_FileThatIsThere_IsKept(string path, string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write(path, text);
        await BuildAsync(folder);
        folder.Has("App.csproj").ShouldBeTrue();
        folder.Read(path).ShouldBe(text);
    }

    [Fact]
    public async Task Build_FirstAttempt_SubmitsTheDefectWithoutTesting()
    {
        using var folder = new TemporaryFolder();
        var loop = new MiniLoop(folder.Path);
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea));
        folder.Read(Defect.File).ShouldContain(Defect.Wrong);
        loop.Calls.ShouldNotContain("run_command");
        result!.Value.GetProperty("summary").GetString().ShouldStartWith("Add Shopping list\n");
        result.Value.GetProperty("notes")[1].GetString().ShouldBe("Not tested yet.");
    }

    [Fact]
    public async Task Build_AfterFeedback_CorrectsTheDefectAndTests()
    {
        using var folder = new TemporaryFolder();
        await BuildAsync(folder);
        var loop = new MiniLoop(folder.Path) { Commands = _ => (0, "14 passed, 0 failed") };
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["wrong"]));
        folder.Read(Defect.File).ShouldContain(Defect.Right);
        loop.Calls.ShouldContain($"edit_file {Defect.File}");
        result!.Value.GetProperty("notes")[0].GetString().ShouldBe("Test result: 14 passed, 0 failed.");
    }

    [Fact]
    public async Task Build_AfterFeedbackWithoutTheProduct_WritesItWithoutTheDefect()
    {
        using var folder = new TemporaryFolder();
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["lost"]));
        folder.Read(Defect.File).ShouldContain(Defect.Right);
        result!.Value.GetProperty("notes")[1].GetString().ShouldBe("Rewritten after a review; not tested yet.");
    }

    [Fact]
    public async Task Build_AfterFeedbackWithoutADefect_SaysThatNoneWasFound()
    {
        using var folder = new TemporaryFolder();
        await BuildAsync(folder);
        folder.Write(Defect.File, folder.Read(Defect.File).Replace(Defect.Wrong, Defect.Right, StringComparison.Ordinal));
        var loop = new MiniLoop(folder.Path) { Commands = _ => (0, "14 passed, 0 failed") };
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["wrong"]));
        loop.Calls.ShouldNotContain($"edit_file {Defect.File}");
        result!.Value.GetProperty("summary").GetString()!.ShouldContain("found no defect");
    }

    [Theory]
    [InlineData("13 passed, 1 failed")]
    [InlineData("13 passed, 10 failed")]
    [InlineData("error CS1002: ; expected")]
    public async Task Build_AfterFeedbackWithFailingTests_ReportsThem(string output)
    {
        using var folder = new TemporaryFolder();
        await BuildAsync(folder);
        var loop = new MiniLoop(folder.Path) { Commands = _ => (1, output) };
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["wrong"]));
        result!.Value.GetProperty("notes")[0].GetString()!.ShouldContain("do not pass");
    }

    private static async Task BuildAsync(TemporaryFolder folder) =>
        await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea));
}
