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
    [InlineData("name: x\nname: y\nserve: {static: a}")]
    [InlineData("name: x\nserve: {static: a}\nscript: evil")]
    [InlineData("name: {a: b}\nserve: {static: a}")]
    [InlineData("name: x\nserve: [static, a]")]
    [InlineData("name: *unknown\nserve: {static: a}")]
    [InlineData("serve: &s {static: a, command: *s}\nname: x")]
    [InlineData("name: !!python/object x\n serve: y")]
    [InlineData("name: \"\\uD83D\"\nserve: {static: a}\nx: ")]
    public void Parse_InvalidYaml_ReportsAnError(string text) => _reader.Parse(text).Errors.ShouldNotBeEmpty();

    [Fact]
    public void Parse_NestedWithoutEnd_ReportsAnError() => _reader.Parse(new string('[', 60_000)).Errors.ShouldNotBeEmpty();

    [Theory]
    [InlineData("name: ''", "name")]
    [InlineData("name: \"a\\u001Bb\"", "name")]
    [InlineData("name: a\nbuild: \"make\\u0007\"", "build")]
    [InlineData("name: a\ntest: \"a\\0b\"", "test")]
    [InlineData("name: a\nhealth: //other.example", "health")]
    [InlineData("name: a\nhealth: /a/../b", "health")]
    public void Parse_ValueOutsideItsRule_IsNamedByItsKey(string lines, string key) =>
        _reader.Parse(lines + "\nserve: {static: public}\n").Errors.ShouldHaveSingleItem().ShouldStartWith($"product.yaml: {key}: ");

    [Theory]
    [InlineData("name", 80)]
    [InlineData("build", 4_096)]
    [InlineData("test", 4_096)]
    public void Parse_LongValue_IsAcceptedUpToItsLimit(string key, int limit)
    {
        IReadOnlyList<string> Errors(int length) =>
            _reader.Parse($"{(key == "name" ? "" : "name: a\n")}{key}: {new string('a', length)}\nserve: {{static: public}}\n").Errors;

        Errors(limit).ShouldBeEmpty();
        Errors(limit + 1).ShouldHaveSingleItem().ShouldContain($"at most {limit}".Replace("at most 80", "1 to 80"));
    }

    [Theory]
    [InlineData("{static: public, command: run}")]
    [InlineData("{static: ' ', command: ''}")]
    [InlineData("{}")]
    [InlineData("")]
    public void Parse_ServeWithBothOrNeither_IsRejected(string serve) =>
        _reader.Parse($"name: a\nserve: {serve}\n").Errors.ShouldHaveSingleItem().ShouldContain("exactly one of static");

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
