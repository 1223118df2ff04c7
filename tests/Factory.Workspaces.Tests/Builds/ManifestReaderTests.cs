using Factory.Workspaces.Builds;

namespace Factory.Workspaces.Tests.Builds;

public sealed class ManifestReaderTests
{
    private readonly ManifestReader _reader = new();

    [Fact]
    public void Parse_CompleteManifest_ReturnsAllValues()
    {
        var manifest = _reader.Parse("name: Tip\nbuild: dotnet build\ntest: dotnet run --project tests\nserve:\n  command: dotnet " +
            "run\nhealth: /health\n").Manifest.ShouldNotBeNull();

        (manifest.Name, manifest.Build, manifest.Test, manifest.Serve.Command, manifest.Serve.Static, manifest.Health)
            .ShouldBe(("Tip", "dotnet build", "dotnet run --project tests", "dotnet run", null, "/health"));
    }

    [Fact]
    public void Parse_SeveralErrors_ReportsAll()
    {
        var errors = _reader.Parse("serve:\n  static: ../other\n  command: run\nhealth: nowhere\n").Errors;

        errors.Count.ShouldBe(4);
        errors.ShouldAllBe(e => e.StartsWith("product.yaml: "));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("a/../../b")]
    [InlineData(".git")]
    [InlineData("a//b")]
    public void Parse_FolderOutsideTheProduct_IsRejected(string folder) =>
        _reader.Parse($"name: x\nserve:\n  static: {folder}\n").Errors.ShouldHaveSingleItem().ShouldContain("serve.static");

    [Theory]
    [InlineData("name: [")]
    [InlineData("- a\n- b")]
    [InlineData("")]
    public void Parse_InvalidYaml_ReportsAnError(string text) => _reader.Parse(text).Errors.ShouldNotBeEmpty();

    [Fact]
    public void Read_WithoutProductYaml_DetectsTheKindOfProduct()
    {
        var folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;
        try
        {
            _reader.Read(folder).Errors.ShouldHaveSingleItem().ShouldContain("no product.yaml");
            WorkspaceFixture.Write(Path.Combine(folder, "index.html"), "<p>");
            _reader.Read(folder).Manifest!.Serve.Static.ShouldBe(".");
            WorkspaceFixture.Write(Path.Combine(folder, "package.json"), """{"scripts":{"test":"node --test"}}""");
            _reader.Read(folder).Manifest!.Test.ShouldBe("npm test");
            WorkspaceFixture.Write(Path.Combine(folder, "app/app.csproj"), """<Project Sdk="Microsoft.NET.Sdk.Web"/>""");
            _reader.Read(folder).Manifest!.Serve.Command.ShouldBe("dotnet run --no-build --no-launch-profile --project 'app/app.csproj'");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
