using Factory.Contracts.Tasks;
using Factory.Providers.Rehearsal.Archetypes;

namespace Factory.Providers.Rehearsal.Tests;

public sealed class ExistingRepositoryTests
{
    private const string Idea = "shopping list";
    private const string Folder = "shopping-list";

    [Fact]
    public async Task Build_ReadmeWithOnlyAHeading_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("README.md", "# shopping-list\n");
        await BuildAsync(folder);
        folder.Has("App.csproj").ShouldBeTrue();
        folder.Read("README.md").ShouldContain("rehearsal model");
    }

    [Fact]
    public async Task Build_ReadmeWithText_IsKept()
    {
        using var folder = new TemporaryFolder();
        folder.Write("README.md", "# Mine\n\nImportant.\n");
        await BuildAsync(folder);
        folder.Has("App.csproj").ShouldBeTrue();
        folder.Read("README.md").ShouldBe("# Mine\n\nImportant.\n");
    }

    [Fact]
    public async Task Build_RepositoryWithFiles_UsesAFolderAndOverwritesNothing()
    {
        using var folder = new TemporaryFolder();
        var before = new Dictionary<string, string>
        {
            ["README.md"] = "# Mine\n",
            [".gitignore"] = "x\n",
            ["src/Calculator.cs"] = "mine",
            ["AGENTS.md"] = "mine"
        };
        foreach (var (name, text) in before)
        {
            folder.Write(name, text);
        }

        await BuildAsync(folder);
        foreach (var (name, text) in before)
        {
            folder.Read(name).ShouldBe(text, name);
        }

        folder.Has($"{Folder}/App.csproj").ShouldBeTrue();
        folder.Has($"{Folder}/product.yaml").ShouldBeFalse();
        folder.Read("product.yaml").ShouldContain($"command: dotnet {Folder}/out/app.dll");
        folder.Read($"{Folder}/README.md").ShouldContain($"dotnet build {Folder}/App.csproj");
    }

    [Fact]
    public async Task Build_FolderOfTheSameName_UsesAnotherFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{Folder}/mine.txt", "mine");
        await BuildAsync(folder);
        folder.Has($"{Folder}-2/App.csproj").ShouldBeTrue();
    }

    [Theory]
    [InlineData("make all", "build: '(make all) && dotnet build shopping-list/App.csproj --nologo -v quiet --disable-build-servers'")]
    [InlineData("\"make all\"", "build: '(make all) && dotnet build")]
    [InlineData("'make ''all'''", "build: '(make ''all'') && dotnet build")]
    public async Task Build_ExistingManifest_IsExtendedAndServesTheSame(string build, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("product.yaml", $"name: Mine\nbuild: {build}\ntest: make test\nserve:\n  static: public\n");
        await BuildAsync(folder);
        var manifest = folder.Read("product.yaml");
        manifest.ShouldContain(expected);
        manifest.ShouldContain($"test: '(make test) && dotnet {Folder}/out/app.dll test'\n");
        manifest.ShouldContain("serve:\n  static: public\n");
    }

    [Fact]
    public async Task Build_StaticProduct_AddsItsChecksToTheManifest()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notes.txt", "mine");
        await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, "A portfolio website"));
        folder.Read("product.yaml")
            .ShouldBe("name: portfolio-website\ntest: sh portfolio-website/tests/check.sh\nserve:\n  static: " +
                "portfolio-website/web\nhealth: /\n");

        using var other = new TemporaryFolder();
        other.Write("product.yaml", "name: Mine\nbuild: make all\ntest: make test\nserve:\n  static: public\n");
        await new MiniLoop(other.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, "A portfolio website"));
        other.Read("product.yaml")
            .ShouldBe("name: Mine\nbuild: make all\ntest: '(make test) && sh portfolio-website/tests/check.sh'\nserve:\n  static: " +
                "public\n");
    }

    [Fact]
    public async Task Build_ManifestThatCannotBeExtended_IsKeptAndReported()
    {
        using var folder = new TemporaryFolder();
        const string manifest = "name: Mine\nbuild: |\n  make\ntest: make test # all\n";
        folder.Write("product.yaml", manifest);
        var result = await BuildAsync(folder);
        folder.Read("product.yaml").ShouldBe(manifest);
        result.GetProperty("notes").GetRawText().ShouldContain("could not be extended safely");
    }

    [Fact]
    public async Task Build_ProjectInTheRoot_ExcludesTheProduct()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Mine.csproj", "<Project />");
        await BuildAsync(folder);
        folder.Read("Directory.Build.props")
            .ShouldContain($"<DefaultItemExcludes>$(DefaultItemExcludes);{Folder}/**</DefaultItemExcludes>");
    }

    [Fact]
    public async Task Build_ProjectInTheRoot_BothCompile()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "Mine.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>");
        folder.Write("Mine.cs", "namespace Mine; public static class Thing { }");
        await BuildAsync(folder);
        var location = new ProductLocation(Folder);
        var product = MiniLoop.Shell(folder.Path, location.BuildCommand!);
        product.ExitCode.ShouldBe(0, product.Output);
        MiniLoop.Shell(folder.Path, location.TestCommand).Output.ShouldContain(" passed, ");
        var mine = MiniLoop.Shell(folder.Path, "dotnet build Mine.csproj --nologo -v quiet --disable-build-servers");
        mine.ExitCode.ShouldBe(0, mine.Output);
    }

    [Fact]
    public async Task Build_ExistingBuildProperties_AreExtended()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Mine.csproj", "<Project />");
        folder.Write("Directory.Build.props", "<Project>\n  <!-- mine -->\n</Project>\n");
        await BuildAsync(folder);
        var props = folder.Read("Directory.Build.props");
        props.ShouldContain("<!-- mine -->");
        props.ShouldContain($"{Folder}/**");
    }

    [Fact]
    public async Task Build_AfterFeedback_CorrectsTheProductInItsFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("other/file.txt", "mine");
        await BuildAsync(folder);
        var defect = ArchetypeChoice.Choose(Idea).Variant.Defect;
        folder.Read($"{Folder}/{defect.File}").ShouldContain(defect.Wrong);

        var loop = new MiniLoop(folder.Path) { Commands = _ => (0, "14 passed, 0 failed") };
        await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["wrong"]));
        folder.Read($"{Folder}/{defect.File}").ShouldContain(defect.Right);
        loop.Calls.ShouldContain($"edit_file {Folder}/{defect.File}");
    }

    [Fact]
    public async Task Build_AfterFeedbackWithoutTheProduct_WritesItWithoutTheDefect()
    {
        using var folder = new TemporaryFolder();
        await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["lost"]));
        folder.Read("src/Items.cs").ShouldContain(ArchetypeChoice.Choose(Idea).Variant.Defect.Right);
    }

    [Fact]
    public async Task Build_AfterFeedbackWithFailingTests_ReportsThem()
    {
        using var folder = new TemporaryFolder();
        await BuildAsync(folder);
        var loop = new MiniLoop(folder.Path) { Commands = _ => (1, "13 passed, 1 failed") };
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea, feedback: ["wrong"]));
        result!.Value.GetProperty("notes")[0].GetString()!.ShouldContain("do not pass");
    }

    private static async Task<System.Text.Json.JsonElement> BuildAsync(TemporaryFolder folder) =>
        (await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Build, Idea)))!.Value;
}
